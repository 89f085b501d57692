"""The tasks that run without journal, run or program, in the parsed shape of a program file.

The exercises say what the shipped programs say, word for word; a test holds the two equal. They are Python literals
because a program file costs the import of yaml, and these stand on the first frame of a hard moment.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from repairjournal.model.program import Program, Task
from repairjournal.text import t

BUILTIN: dict[str, Any] = {
    "tasks": {
        "outward": {
            "kind": "practice",
            "title": "Looking around the room",
            "minutes": 3,
            "mechanism": ["nervous-system"],
            "approach": "somatic",
            "intro": "Two minutes, eyes open. For any time, and for the hardest ones.",
            "not_for": [
                "danger; then get away or get help first, if you safely can",
                "driving, or anything that needs your eyes",
            ],
            "total": 120,
            "steps": [
                {
                    "id": "turn",
                    "seconds": 20,
                    "say": ("Let your head turn, slowly, as far as it likes. Find the door. Find a window."),
                },
                {
                    "id": "see",
                    "seconds": 40,
                    "say": "Name five things that you see. Take your time over each.",
                },
                {
                    "id": "hear",
                    "seconds": 30,
                    "say": "Three sounds. One near, one far, one you had stopped hearing.",
                },
                {
                    "id": "touch",
                    "seconds": 30,
                    "say": ("Both feet down. Press your hands on something solid. This place, this day."),
                },
            ],
            "easier": {"steps": ["see"]},
        },
        "soothe-5": {
            "kind": "practice",
            "short": "soothe",
            "title": "Five minutes before I reach out",
            "minutes": 6,
            "mechanism": ["nervous-system", "implicit-memory"],
            "approach": "general",
            "when": {"lean": ["anxious", "both", "unsure"]},
            "intro": ("Five minutes that belong to you. Getting in touch afterwards is fine, and so is waiting."),
            "not_for": [
                "danger",
                "asking anyone for help",
                "anything about children or safety",
                "someone who turns frightening when an answer is late",
            ],
            "total": 300,
            "steps": [
                {
                    "id": "settle",
                    "seconds": 30,
                    "say": (
                        "An alarm is ringing. It may be an old one, it may be a true one. "
                        "Is this place safe right now? If not, press !"
                    ),
                },
                {
                    "id": "breathe",
                    "seconds": 90,
                    "pace": {"in": 4, "out": 6},
                    "say": (
                        "Breathe as softly as you like, a little longer on the way out. "
                        "Or only feel the breath, and leave it alone."
                    ),
                },
                {
                    "id": "room",
                    "seconds": 60,
                    "say": ("Look around slowly. Five things to see, three to hear, one under your hands."),
                },
                {
                    "id": "warm",
                    "seconds": 60,
                    "say": ("You may lay a hand where it is tightest. Say to yourself what a good friend would say."),
                },
                {
                    "id": "choose",
                    "seconds": 60,
                    "say": "What do you need? Is there something you would like to say, and when?",
                },
            ],
            "easier": {"steps": ["settle", "breathe"]},
            "after": [
                {
                    "id": "contacted",
                    "type": "choice",
                    "options": ["not yet", "later", "I did"],
                    "ask": "In touch? All three are fine.",
                },
            ],
        },
        "stay-minute": {
            "kind": "practice",
            "short": "stay",
            "title": "One more minute, if it is safe",
            "minutes": 6,
            "mechanism": ["implicit-memory", "nervous-system"],
            "approach": "general",
            "with": "partner",
            "safety_check": "partner",
            "when": {"lean": ["avoidant", "both", "unsure"], "variant": "a"},
            "intro": "One minute longer than you would have stayed. Going sooner is a full attempt.",
            "not_for": [
                "shouting, threats, thrown things or a blocked door",
                "alcohol or drugs in play",
                "because someone asks you to stay",
                "keeping another person in the room",
            ],
            "total": 60,
            "steps": [
                {
                    "id": "feet",
                    "seconds": 15,
                    "say": ("Feel both feet. See where the door is. You may use it at any second."),
                },
                {
                    "id": "breath",
                    "seconds": 20,
                    "pace": {"in": 4, "out": 6},
                    "say": "Two slow breaths, in your own time.",
                },
                {
                    "id": "one",
                    "seconds": 25,
                    "say": "You may just listen. Or say one short thing that is true of you.",
                },
            ],
            "then": "Going now is fine. If it is safe and you want to, say when you will be back.",
            "easier": {"steps": ["feet", "breath"]},
            "after": [
                {
                    "id": "stayed",
                    "type": "choice",
                    "options": ["I left sooner", "about a minute", "longer"],
                    "ask": "How long was it? Each of these is a whole attempt.",
                },
            ],
        },
        "leaving-well": {
            "kind": "practice",
            "short": "stay",
            "title": "Leaving well and coming back",
            "minutes": 6,
            "mechanism": ["nervous-system", "implicit-memory"],
            "approach": "couple",
            "when": {"variant": "b"},
            "intro": (
                "Going can be a good thing to do. This is a way to go that leaves a door open, where you want one."
            ),
            "not_for": [
                "danger; then get away if you safely can, and call someone",
                "leaving a child, or anyone in your care, behind",
            ],
            "total": 300,
            "steps": [
                {
                    "id": "out",
                    "seconds": 20,
                    "say": ("Feel your feet. Find the way out with your eyes. It is yours to use, now or later."),
                },
                {
                    "id": "word",
                    "seconds": 40,
                    "say": (
                        "If it is safe to speak, you may say: I need a while. "
                        "Add a time for coming back only if you want one. Or go without a word."
                    ),
                },
                {
                    "id": "go",
                    "seconds": 60,
                    "say": "Go where there is air, light or people. Feel each foot come down.",
                },
                {
                    "id": "breathe",
                    "seconds": 60,
                    "pace": {"in": 4, "out": 6},
                    "say": "Let each breath out be a little longer. It need not be deep.",
                },
                {
                    "id": "choose",
                    "seconds": 60,
                    "say": ("What would be good now? A walk, water, a friend's voice, nothing at all."),
                },
                {
                    "id": "back",
                    "seconds": 60,
                    "say": ("Going back is a choice. If it is safe and you want it: when, and with which first words?"),
                },
            ],
            "then": "Coming back later, another day or not at all: each is leaving well. People to call: rj sos",
            "easier": {"steps": ["out", "go"]},
            "after": [
                {
                    "id": "came-back",
                    "type": "choice",
                    "options": ["not today", "later", "I went back"],
                    "ask": "And now? All three are fine.",
                },
            ],
        },
        "body-scan": {
            "kind": "practice",
            "short": "scan",
            "title": "Ten minutes through the body",
            "minutes": 10,
            "mechanism": ["nervous-system"],
            "approach": "somatic",
            "instead": "outward",
            "eyes": "optional",
            "intro": "Only noticing, nothing to improve. You may skip any place. Eyes open is fine.",
            "not_for": [
                "driving, or anything that needs your eyes",
                "feeling unreal, far off or in another time; then look outward",
                "a day on which the body is not a good place to be",
            ],
            "total": 600,
            "variants": {"short": {"steps": ["arrive", "feet", "belly", "whole"]}},
            "steps": [
                {
                    "id": "arrive",
                    "seconds": 45,
                    "say": "Sit or lie as you like. Look around once. Feel what is holding you up.",
                },
                {
                    "id": "feet",
                    "seconds": 50,
                    "say": ("The soles of the feet. Warm, cool, pressed, or hardly there. All of it is fine."),
                },
                {
                    "id": "shins",
                    "seconds": 50,
                    "say": "Shins and calves. The cloth on them, the air. Perhaps nothing much.",
                },
                {
                    "id": "thighs",
                    "seconds": 50,
                    "say": "The thighs, where they meet the seat. Their weight is being carried.",
                },
                {
                    "id": "belly",
                    "seconds": 55,
                    "say": "The belly. Soft or held, still or busy. It may stay just as it is.",
                },
                {
                    "id": "low-back",
                    "seconds": 45,
                    "say": "The low back. Is something leaning, or holding on?",
                },
                {
                    "id": "chest",
                    "seconds": 55,
                    "say": ("The chest. What moves by itself? If that is too much, go back to the feet."),
                },
                {
                    "id": "shoulders",
                    "seconds": 55,
                    "say": ("The shoulders. Up, down, uneven. You may let them be, or let them drop."),
                },
                {
                    "id": "arms",
                    "seconds": 55,
                    "say": "Arms and hands, down to the fingertips. A pulse, a tingle, a touch.",
                },
                {
                    "id": "throat",
                    "seconds": 40,
                    "say": "The throat. Wide, narrow, dry. Swallow once if you like.",
                },
                {
                    "id": "face",
                    "seconds": 50,
                    "say": "Jaw, mouth, eyes, forehead. A little room between the teeth.",
                },
                {
                    "id": "whole",
                    "seconds": 30,
                    "say": "All of it at once, loosely. Where is it loud, and where is it quiet?",
                },
                {
                    "id": "return",
                    "seconds": 20,
                    "say": "Back to the room. Name three things you can see.",
                },
            ],
            "easier": {"task": "outward"},
            "after": [{"id": "state", "type": "state", "ask": "Which way is your system now?"}],
        },
        "checkin": {
            "kind": "reflection",
            "title": "The check-in",
            "minutes": 2,
            "fields": [
                {
                    "id": "now",
                    "type": "scale",
                    "min": 0,
                    "max": 10,
                    "ask": "How strong is it right now, 0 to 10?",
                    "why": "So that on a hard day the help comes first.",
                },
                {
                    "id": "text",
                    "type": "text",
                    "ask": "One line about the day.",
                    "why": "Whatever you would like to find here again.",
                },
            ],
        },
        "ladder": {
            "kind": "reflection",
            "title": "My own small steps",
            "minutes": 8,
            "mechanism": ["implicit-memory"],
            "intro": (
                "Five to seven steps that feel safe, the safest one first. The list is yours and can change on any day."
            ),
            "fields": [
                {
                    "id": "steps",
                    "type": "text",
                    "ask": "Which steps feel safe? Their numbers or names, the safest first.",
                    "why": "A step that feels safe is repeated more easily than a brave one.",
                },
                {
                    "id": "setting",
                    "type": "short",
                    "ask": "Where, or with whom, would the lowest one be easiest?",
                },
                {"id": "second", "type": "short", "ask": "And a second place for it, later?"},
            ],
        },
    },
}

_SHOWN = frozenset(("title", "intro", "say", "ask", "why", "then", "not_for", "options"))  # what a person reads


@cache
def builtin_task(id: str) -> Task | None:
    """The built-in task of this id in the chosen language; None where there is none."""
    parsed = BUILTIN["tasks"].get(id)
    return Task.of(id, _translated(parsed)) if parsed else None


def task_of(program: Program, id: str) -> Task | None:
    """A task by its id: the program's own wording first, else the built-in one."""
    return program.tasks.get(id) or builtin_task(id)


def builtin_tasks() -> list[Task]:
    """All of them, in the order of the file."""
    return [Task.of(id, _translated(parsed)) for id, parsed in BUILTIN["tasks"].items()]


def _translated(value: Any, shown: bool = False) -> Any:
    if isinstance(value, dict):
        return {key: _translated(inner, key in _SHOWN) for key, inner in value.items()}
    if isinstance(value, list):
        return [_translated(inner, shown) for inner in value]
    return t(value) if shown and isinstance(value, str) else value
