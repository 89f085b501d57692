"""The words offered for body and state (own lists, domain.md 4.4) and how one line of body words is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from repairjournal.text import fold

AREAS = (
    "head", "eyes", "jaw", "throat", "neck", "shoulders", "chest", "upper back", "belly", "low back", "hips", "arms",
    "hands", "legs", "feet", "whole body",
)  # fmt: skip
SENSATIONS = (
    "tight", "heavy", "light", "hot", "cold", "tingling", "numb", "hollow", "full", "pressing", "fluttering",
    "pounding", "racing", "shaky", "restless", "frozen", "sinking", "aching", "burning", "prickly", "short of breath",
    "held breath", "tearful", "nothing noticed",
)  # fmt: skip
STATES = ("revved up", "shut down", "both at once", "settled", "cannot tell")
URGES = ("reach out", "ask again", "check", "explain", "go away", "go quiet", "change the subject", "hold on", "none")

VOCABULARIES: Mapping[str, tuple[str, ...]] = {
    "areas": AREAS,
    "sensations": SENSATIONS,
    "states": STATES,
    "urges": URGES,
}

# How a body is spoken of in Chinese, by the word it is kept as; the longest that stands in a line wins its place. The
# empty key guards words that only look like one of these.
CHINESE: Mapping[str, tuple[str, ...]] = {
    "head": ("头", "脑袋", "脑门", "太阳穴"),
    "eyes": ("眼",),
    "jaw": ("下颌", "下巴", "牙关", "咬牙"),
    "throat": ("喉咙", "嗓子", "喉头"),
    "neck": ("脖子", "颈"),
    "shoulders": ("肩",),
    "chest": ("胸", "心口"),
    "upper back": ("上背", "后背"),
    "belly": ("肚", "腹", "胃"),
    "low back": ("腰",),
    "hips": ("胯", "髋", "屁股"),
    "arms": ("胳膊", "手臂"),
    "hands": ("手", "指尖"),
    "legs": ("腿", "膝"),
    "feet": ("脚",),
    "whole body": ("全身", "浑身", "整个人"),
    "tight": ("发紧", "紧绷", "绷", "揪", "紧"),
    "heavy": ("发沉", "沉重", "沉甸甸", "好沉", "很沉", "有点沉"),
    "light": ("轻飘飘", "发飘", "轻飘"),
    "hot": ("发热", "发烫", "滚烫", "燥热"),
    "cold": ("发凉", "冰凉", "冰冷", "发冷"),
    "tingling": ("麻酥酥", "酥麻", "发痒"),
    "numb": ("麻木", "发麻", "没知觉"),
    "hollow": ("空落落", "空荡荡", "发空"),
    "full": ("发胀", "胀"),
    "pressing": ("发闷", "胸闷", "闷", "压着", "压得"),
    "fluttering": ("七上八下", "扑腾"),
    "pounding": ("怦怦", "砰砰", "咚咚"),
    "racing": ("心慌", "心跳很快", "心跳加快", "心跳得快"),
    "shaky": ("发抖", "哆嗦", "颤"),
    "restless": ("坐不住", "坐立不安", "停不住"),
    "frozen": ("僵",),
    "sinking": ("往下坠", "下坠", "往下沉"),
    "aching": ("酸痛", "发酸", "疼", "痛"),
    "burning": ("火辣辣", "灼"),
    "prickly": ("刺刺的", "刺痛", "扎"),
    "short of breath": ("喘不上气", "喘不过气", "透不过气"),
    "held breath": ("憋着气", "屏住呼吸", "憋气"),
    "tearful": ("想哭", "眼泪", "鼻酸", "鼻子酸"),
    "nothing noticed": ("没什么感觉", "没感觉", "没有感觉"),
    "": ("对手", "手机", "里头", "心头", "头一", "眉头", "念头", "前头", "后头", "挣扎", "要紧", "不打紧", "赶紧"),
}

# Anchors of the 0-10 rating; an odd number borrows the words of the even one below it.
ANCHORS = (
    "settled",
    "a ripple",
    "uncomfortable but clear",
    "hard to think",
    "barely holding",
    "the most I can imagine",
)


def anchor(rating: int) -> str:
    """Words for a rating 0-10."""
    return ANCHORS[rating // 2]


def words_in(text: str, vocabulary: Sequence[str]) -> list[str]:
    """The vocabulary words that stand in a line, in the vocabulary's order; longer ones first win their place.

    A Latin word counts only between word borders; a word with CJK characters counts anywhere. In a line that has any,
    the Chinese names of the vocabulary's words count as well.
    """
    line = fold(text)
    named = {word: word for word in vocabulary}
    if not line.isascii():
        named |= {name: word for word, names in CHINESE.items() if word in ("", *vocabulary) for name in names}
    found: set[str] = set()
    for name in sorted(named, key=len, reverse=True):
        folded = fold(name)
        at = line.find(folded)
        while at >= 0:
            end = at + len(folded)
            if not folded.isascii() or not (_letter(line, at - 1) or _letter(line, end)):
                found.add(named[name])
                line = line[:at] + "\0" * len(folded) + line[end:]
            at = line.find(folded, at + 1)
    return [word for word in vocabulary if word in found]


def _letter(line: str, at: int) -> bool:
    return 0 <= at < len(line) and line[at].isascii() and line[at].isalnum()
