"""Where a practice stands, as values: its steps, its seconds, pauses and sleep, told by clock readings."""

from __future__ import annotations

from repairjournal.model.program import Step

SLEPT = 3.0  # seconds between two looks; a longer gap was sleep (lid, SIGSTOP), never practice


class Countdown:
    """Where a practice stands, told by clock readings in seconds; it never looks at a clock itself."""

    def __init__(self, steps: tuple[Step, ...], now: float) -> None:
        self.steps, self.at = steps, 0
        self.entered = 1  # steps begun so far; changes exactly when another step begins
        self.within = 0.0  # seconds in the current step
        self.paused = self.over = False
        self.added_minutes = 0
        self._before = 0.0  # seconds in the steps left behind
        self._longer = 0  # seconds added to the current step
        self._left: set[str] = set()
        self._now = now

    @property
    def step(self) -> Step:
        return self.steps[self.at]

    @property
    def done(self) -> float:
        return self._before + self.within

    @property
    def planned(self) -> float:
        """Seconds it takes in all: what is done and what is still to come."""
        return self._before + self._length + sum(step.seconds for step in self.steps[self.at + 1 :])

    @property
    def _length(self) -> float:
        return self.step.seconds + self._longer

    def tick(self, now: float) -> bool:
        """Count the time since the last reading. True: it was too long for practice, and the countdown paused."""
        gap, self._now = now - self._now, now
        if self.paused or self.over or gap <= 0:
            return False
        if gap > SLEPT:
            self.paused = True
            return True
        self.within += gap
        while not self.over and self.within >= self._length:
            rest = self.within - self._length
            self.within = self._length
            self.leave()
            if not self.over:
                self.within = rest
        return False

    def go_on(self, now: float) -> None:
        self.paused, self._now = False, now

    def longer(self) -> None:
        """One more minute for the current step."""
        self._longer += 60
        self.added_minutes += 1

    def ease(self, easier: tuple[Step, ...]) -> None:
        """Go on with the easier steps that are not behind us; if all are, with the last of them once more.

        A step that stands in both goes on where it is.
        """
        stays = self.step.id
        self.steps = tuple(step for step in easier if step.id not in self._left) or easier[-1:]
        self.at = 0
        if self.step.id != stays:
            self._begin()

    def leave(self) -> None:
        """On to the next step; after the last one it is over."""
        self._left.add(self.step.id)
        if self.at + 1 == len(self.steps):
            self.over = True
        else:
            self.at += 1
            self._begin()

    def _begin(self) -> None:
        self._before += self.within
        self.within, self._longer = 0.0, 0
        self.entered += 1
