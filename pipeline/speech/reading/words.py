"""Decide what a token that begins with a letter is: a syllable, a lexicon entry, an address, or a word unknown."""

import re

from pipeline.speech.reading.acronyms import compose
from pipeline.speech.reading.codes import coded, compound, form, mixed, roman, spoken_quarter, sunday, weekday
from pipeline.speech.reading.documents import settled
from pipeline.speech.reading.hosts import MAIL_OR_HOST, host_words
from pipeline.speech.reading.letters import NAMES, letter_names, respell
from pipeline.speech.reading.lexicon import Entry
from pipeline.speech.reading.run import Run
from pipeline.speech.reading.shapes import ROMAN
from pipeline.speech.reading.syllables import is_vietnamese, split_tone
from pipeline.speech.reading.text import LOWER, UPPER

LETTERS = re.compile(r"[^\W\d_]+")
CAMELS = (
    re.compile(rf"[A-ZĐƯ]{{2,}}(?=[{UPPER}][{LOWER}])"),  # UBNDNgày
    re.compile(rf"[A-ZĐƯ]{{2,}}(?=[{LOWER}]{{2}})|[{LOWER}]+(?=[{UPPER}])"),  # CPngày, xãGia
)
REACH = 120  # characters before an abbreviation in which its explanation is looked for
TITLES = frozenset(("xã", "hội", "thành", "nhà"))  # xã XH: the next word is another one
FILES = re.compile(
    r"(?i)tiếp nhận|giải quyết|thụ lý|(?:đúng|trước|quá|trễ) hạn|trực tuyến|số hóa|tthc|dvc|một cửa|hồ sơ"
)
SCHOOL = re.compile(r"(?i)học|trường|lớp|giáo|mầm non|tuyển sinh|bán trú|\b(?:gv|thcs|thpt|th)\b")
SHORTEST_EXPLAINED = 3
SHORTEST_BRACKETED = 2
NEAR = 2
INITIALS = re.compile(r"[A-ZĐ]\. ?[A-ZĐ](?:\.|(?!\w))")  # chị H.N.T, not H. Gia Lộc
HIGHLAND = re.compile(r"([BCDĐGHKLMNPRSTVXbcdđghklmnprstvx])'(?=[^\W\d_])")  # K'Ho, M'Nông, Cư M'gar
KBANG = re.compile(rf"([HK])(?=[{UPPER}][{LOWER}])")
VILLAGES = ("huyện", "xã", "thị trấn", "thôn", "buôn", "làng", "bon")
RUN_ON = re.compile(r"[^\W_]+")
ROOM = re.compile(r"[ .]{0,2}[1-9]\d\d(?!\d)")  # P.101
ONSET = r"(?:[kpdbhđgtc]r|bh|kb|[bpkg]l|ngh?|nh|ch|gh|kh|ph|th|tr|gi|qu|[bcdđghklmnprstvxy])?"
NAME_IN_CAPITALS = re.compile(  # AVƯƠNG, KRÔNG: two syllables or five letters, with a vowel that abbreviations lack
    rf"(?=.{{5}})(?=.*[ăâêôơư])(?:{ONSET}[aăâeêioôơuưy]{{1,3}}(?:ng|nh|ch|[cmnptrkl])?)+"
)
TIMES = re.compile(r" ?\d| lương| mức| số| hệ")
USUAL = "thành ủy"
UNKNOWN_ABBREVIATION = (
    "chữ viết tắt chưa có cách đọc, tạm đọc từng chữ cái hoặc theo các phần đã biết",
    "hãy viết đầy đủ, hoặc thêm vào content/lexicon.tsv một dòng: {token}, dấu tab, cách đọc",
)
UNKNOWN_FOREIGN = (
    "từ không phải tiếng Việt, cách đọc chỉ là phỏng đoán",
    "hãy thêm vào content/lexicon.tsv một dòng: {token}, dấu tab, cách đọc bằng âm tiết tiếng Việt",
)


def word(run: Run, start: int) -> int:
    """Classify the token that begins with the letter at `start`, add it, and give the place after it."""
    match = LETTERS.match(run.text, start)
    if not match:
        return start + 1
    for attempt in (_host, form, coded, _entry, _highland, weekday, roman, mixed, compound):
        end = attempt(run, match)
        if end:
            return end
    return _single(run, match)


def entry(run: Run, start: int) -> int:
    """Add the longest lexicon entry that stands at `start`, and give the place after it, or 0."""
    found = run.grammar.lexicon.longest(run.text, start, run.tail)
    if not found or not _stands_here(run, start, found):
        return 0
    end = start + len(found.bare)
    spoken = found.spoken
    if found.bare == "HS":
        spoken = _pupils_or_files(run, found)
    if "TU" in found.bare and USUAL in spoken:  # the committee that the text names
        spoken = spoken.replace(USUAL, settled(run.text).split("|")[0] or USUAL)
    if spoken == "phường" and (ROOM.match(run.text, end) or run.after("phòng")):
        spoken = "" if run.after("phòng") else "phòng"
    if found.bare.isupper():
        spoken = _without_echo(run, spoken)
    if spoken:
        run.say("entry", (start, end), spoken)
    if found.bare.endswith(".") and not run.text[end:].strip():
        run.pause(".", end - 1)
    return end


def _pupils_or_files(run: Run, found: Entry) -> str:
    """Say what HS means: as its neighbours tell, also for the rest of the text, else as the whole text tells."""
    if found.neighbours:
        return run.explained.setdefault("HS", found.spoken)
    told = FILES.search(run.text) and not SCHOOL.search(run.text)
    return "hồ sơ" if told else found.spoken


def _without_echo(run: Run, spoken: str) -> str:
    """Leave out the words that were just written out: "đất LUC", "dự án DA 661", "cán bộ CBCC"."""
    words = spoken.split()
    for size in range(len(words), 0, -1):
        head = " ".join(words[:size])
        written_out = all(token.kind == "word" for token in run.tokens[-size:])
        if written_out and run.after(head) and head not in TITLES:
            return " ".join(words[size:])
    return spoken


def _entry(run: Run, match: re.Match[str]) -> int:
    written = match.group()
    said = written.isupper() and (run.explained.get(written) or _bracketed(run, match))
    if said and not run.text[match.end() : match.end() + 2].strip(" .,;:)").isupper():
        run.say("entry", match.span(), said)
        return match.end()
    return entry(run, match.start())


def _bracketed(run: Run, match: re.Match[str]) -> str:
    """Give what an abbreviation in brackets stands for by the words before it: "tiêu chí (TC)"; or nothing."""
    alone = run.text[match.end() : match.end() + 1] == ")" and len(match.group()) >= SHORTEST_BRACKETED
    return _explained(run, match) if alone else ""


def said_again(run: Run, start: int, end: int) -> bool:
    """True when the brackets from `start` to `end` hold the abbreviation of what was just said: "hộ tịch (HT)"."""
    written = run.text[start + 1 : end - 1]
    match = LETTERS.match(run.text, start + 1)
    if not match or not written[1:2].isupper():
        return False
    said = _bracketed(run, match) if match.group() == written else ""
    if not said:
        found = run.grammar.lexicon.longest(run.text, start + 1)
        said = found.spoken if found and found.bare == written else ""
    return bool(said) and f" {_plain(run.tail)}".endswith(f" {_plain(said)}")


def _plain(words: str) -> str:
    return " ".join(word for word in words.replace(",", " ").split() if word != "và")


def _stands_here(run: Run, start: int, found: Entry) -> bool:
    written = found.bare
    if written == "CN" and sunday(run):
        return False
    if spoken_quarter(run, start):
        return False
    if written[1:] == "." and INITIALS.match(run.text, start):
        return False
    if found.any_case or not written.isupper() or not is_vietnamese(written):
        return True
    return not _among_capitals(run, start, start + len(found.bare))


def _among_capitals(run: Run, start: int, end: int) -> bool:
    """True inside a heading in capitals, where "AN" is the syllable and not the abbreviation."""
    before = run.text[:start].rsplit(None, 1)[-1:]
    after = LETTERS.match(run.text, end + 1)
    near = [*(piece.strip('.,;:()"') for piece in before), *([after.group()] if after else [])]
    words = run.grammar.lexicon.tables["words"]
    return any(len(piece) > 1 and piece.isupper() and is_vietnamese(piece) and piece not in words for piece in near)


def _host(run: Run, match: re.Match[str]) -> int:
    found = MAIL_OR_HOST.match(run.text, match.start())
    if not found:
        return 0
    end = found.end() - (len(found.group()) - len(found.group().rstrip(".,;:!?)\"'")))
    run.say("address", (match.start(), end), host_words(run.text[match.start() : end], run.grammar.lexicon))
    return end


def _highland(run: Run, match: re.Match[str]) -> int:
    """The first consonant of a highland name, which is said with a short "ơ": K'Ho is "cơ ho"."""
    found = HIGHLAND.match(run.text, match.start())
    if not found and run.after(*VILLAGES):
        found = KBANG.match(run.text, match.start())
    if not found:
        return 0
    onset = {"k": "c", "s": "x", "d": "đ"}.get(found.group(1).lower(), found.group(1).lower())
    run.say("spelt", found.span(), f"{onset}ơ")
    return found.end()


def alone(run: Run, lower: str) -> str:
    """Say a word that stands against other characters ("tấn/hA0") as it will be read when it stands alone."""
    known = run.grammar.lexicon.longest(lower, 0, run.tail)
    return known.spoken if known else lower


def _single(run: Run, match: re.Match[str]) -> int:
    written = match.group()
    lower = written.lower()
    tables = run.grammar.lexicon.tables
    if lower == "x" and run.counting and TIMES.match(run.text, match.end()):
        run.say("sign", match.span(), "nhân")
    elif len(lower) == 1 and run.digit_at(match.end()):
        return _unknown(run, RUN_ON.match(run.text, match.start()) or match)
    elif len(lower) == 1 and lower in NAMES and not is_vietnamese(lower):
        run.say("spelt", match.span(), NAMES[lower])
    elif is_vietnamese(lower):
        run.say("word", match.span(), alone(run, lower))
    elif known := run.grammar.lexicon.word(written) or tables["bodies"].get(written) or run.grammar.units.get(written):
        run.say("entry", match.span(), known)
    else:
        return _glued(run, match) or _unknown(run, RUN_ON.match(run.text, match.start()) or match)
    return match.end()


def _respelt(run: Run, written: str) -> str:
    """Respell a foreign word in syllables that are read as they are when they stand alone ("triệuha": triệu héc ta)."""
    said = ""
    for syllable in respell(written).split():
        known = run.grammar.lexicon.longest(syllable, 0, f"{run.tail} {said}".rstrip())
        said = f"{said} {known.spoken if known else syllable}".strip()
    return said


def _glued(run: Run, match: re.Match[str]) -> int:
    """Two words that lost their space: "CPngày", "xãGia", "đếnnăm", "XÃHĐND"."""
    lexicon, written = run.grammar.lexicon, match.group()
    for cut in _cuts(written):
        rest = written[cut:]
        head = lexicon.word(written[:cut]) or (written[:cut] if is_vietnamese(written[:cut]) else "")
        if head and (is_vietnamese(rest) or lexicon.word(rest) or (ROMAN.fullmatch(rest) and len(rest) > 1)):
            run.say("entry", (match.start(), match.start() + cut), alone(run, head.lower()))
            return match.start() + cut
    return 0


def _cuts(written: str) -> list[int]:
    """Give where a space may be missing: at a change of case, else, in a word with a tone, before a whole onset."""
    camels = [found.end() for found in (camel.match(written) for camel in CAMELS) if found]
    same_case = written.islower() or written.isupper()
    return camels or (list(range(2, len(written) - 1)) if same_case and split_tone(written)[1] else [])


def _explained(run: Run, match: re.Match[str]) -> str:
    """Give the words that an abbreviation stands for, when the text says so: "Tổ phản ứng nhanh (TPƯN)"; or nothing."""
    if match.start() == 0 or run.text[match.start() - 1] != "(":
        return run.explained.get(match.group(), "")
    letters = match.group().lower()
    found = LETTERS.findall(run.text, max(0, match.start() - REACH), match.start())
    before = [word.lower() for word in found if is_vietnamese(word)]
    reach = len(before) if len(letters) >= SHORTEST_EXPLAINED else NEAR  # two letters fit many words
    for words in (before, [word for word in before if word != "và"]):
        for end in range(len(words), max(len(letters), len(words) - reach) - 1, -1):
            said = words[end - len(letters) : end]
            if all(split_tone(word)[0][0] == letter for word, letter in zip(said, letters, strict=True)):
                return run.explained.setdefault(match.group(), " ".join(said))
    return ""


def _unknown(run: Run, match: re.Match[str]) -> int:
    written = match.group()
    explained = _explained(run, match) if len(written) >= SHORTEST_EXPLAINED and written.isupper() else ""
    if explained:
        run.say("entry", match.span(), explained)
        return match.end()
    spelt = sum(char.isupper() for char in written) > 1 and not split_tone(written)[1]
    spelt = spelt and not (run.after("bão") or NAME_IN_CAPITALS.fullmatch(written.lower()))
    message, suggestion = UNKNOWN_ABBREVIATION if spelt else UNKNOWN_FOREIGN
    composed = compose(run.grammar.lexicon, written) if spelt else ""
    words = composed or (letter_names(written) if spelt or not written.isalpha() else _respelt(run, written))
    run.doubt(written, match.start(), (message, suggestion.format(token=written)))
    if words:
        run.say("unknown", match.span(), words)
    return match.end()
