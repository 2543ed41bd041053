"""What past commits say of each file: by messages like the request, by its words one by one, by what is new."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from podium.survey.ranking import TOGETHER, Column, Commit, History, Scene, normal, spread

CROWD = 40
"""Files of the largest commit whose message says what its files are about; of 25 where the words are counted."""

FOLLOWED = 1_500
"""Commits that show what follows upon what."""


def remember(commits: Sequence[Commit], folders: Sequence[Sequence[int]] = ()) -> History:
    """What past commits, the newest first, say of each file; `folders` are the files of each folder, by number."""
    by_word: dict[str, list[int]] = defaultdict(list)
    by_file: dict[int, list[int]] = defaultdict(list)
    lengths: dict[int, float] = defaultdict(float)
    for number, commit in enumerate(commits):
        share = commit.length / math.sqrt(max(1, len(commit.files)))
        for word in commit.words:
            by_word[word].append(number)
        for one in commit.files:
            by_file[one].append(number)
            lengths[one] += share if _is_small(commit) else 0.0
    return History(
        commits=tuple(commits),
        by_word=by_word,
        by_file=by_file,
        lengths=lengths,
        follows=_follows(commits),
        busy=_busy(commits, folders),
    )


def _is_small(commit: Commit) -> bool:
    return len(commit.files) <= 25


def _follows(commits: Sequence[Commit]) -> dict[int, float]:
    """How often each file was touched right after files that the newest three commits touched: work goes on."""
    newest = {one for commit in commits[:3] for one in commit.files}
    found: dict[int, float] = defaultdict(float)
    for number in range(3, min(len(commits), FOLLOWED)):
        files = commits[number].files
        shared = len(newest.intersection(files)) if len(files) <= TOGETHER else 0
        if shared:
            next_two = (commits[number - 2], commits[number - 1])
            for one in {one for commit in next_two if len(commit.files) <= TOGETHER for one in commit.files}:
                found[one] += shared / len(files) / (1 + number / 200)
    most = math.log(1 + max(found.values(), default=0.0)) or 1.0
    return {one: math.log(1 + value) / most for one, value in found.items()}


def _busy(commits: Sequence[Commit], folders: Sequence[Sequence[int]]) -> dict[int, float]:
    """The logarithm of how much each file's folder changed of late, against the mean of all files."""
    lately: dict[int, float] = defaultdict(float)
    for number, commit in enumerate(commits):
        for one in commit.files if 0 < len(commit.files) <= 30 else ():
            lately[one] += math.exp(-number / 60) / math.sqrt(len(commit.files))
    mean = sum(lately.values()) / max(1, sum(map(len, folders)))
    found: dict[int, float] = {}
    for members in folders:
        rate = (sum(lately[one] for one in members) + 3 * mean) / (len(members) + 3) / (mean or 1.0)
        found |= dict.fromkeys(members, math.log(rate + 0.01))
    return found


def likeness(scene: Scene) -> dict[int, float]:
    """How like the request the messages of past commits are, from 0 to 1, by the commit's number."""
    history = scene.history
    scores: dict[int, float] = defaultdict(float)
    whole = 0.0
    for word in scene.question.words:
        holders = history.by_word.get(word, ())
        if holders:
            rarity = math.log(1 + len(history.commits) / (len(holders) + 0.5))
            whole += rarity
            for number in holders:
                scores[number] += rarity
    return {number: score / whole for number, score in scores.items()}


def past(scene: Scene, like: Mapping[int, float]) -> dict[str, Column]:
    """The features of each file that past commits give; `like` is the likeness of their messages."""
    history, count = scene.history, scene.count
    changes = [len(history.by_file.get(one, ())) for one in range(count)]
    most = max(changes, default=0)
    fresh = {scale: [0.0] * count for scale in (4, 20, 150)}
    for one, touched in history.by_file.items():
        for scale, column in fresh.items():
            column[one] = 1 / (1 + touched[0] / scale)
    found = _alike(scene, like)
    return found | {
        "like_folder": spread(scene.corpus.folders, found["like"], others=False),
        **_by_word(scene),
        "folder_said": _folders(scene),
        "fresh_4": fresh[4],
        "fresh_20": fresh[20],
        "fresh_150": fresh[150],
        "changes": [math.log(1 + one) / (math.log(1 + most) or 1.0) for one in changes],
        "follows": [history.follows.get(one, 0.0) for one in range(count)],
        "busy": [history.busy.get(one, 0.0) for one in range(count)],
    }


def _alike(scene: Scene, similar: Mapping[int, float]) -> dict[str, Column]:
    """What commits with like messages touched: all of them together, the likest, the likest of late."""
    history, count = scene.history, scene.count
    like, likest, lately = [0.0] * count, [0.0] * count, [0.0] * count
    for number, similarity in similar.items():
        commit = history.commits[number]
        close = similarity / math.sqrt(1 + 0.1 * commit.length)
        age = number / max(1, len(history.commits))
        for one in commit.files if len(commit.files) <= CROWD else ():
            like[one] += close * close / math.sqrt(len(commit.files)) / (1 + 2 * age)
            likest[one] = max(likest[one], close)
        for one in commit.files if number < 150 else ():
            lately[one] = max(lately[one], similarity / (1 + number / 30))
    return {"like": normal(like), "likest": likest, "like_lately": lately}


def _by_word(scene: Scene) -> dict[str, Column]:
    """BM25 of each file's past messages as one text, and how surely each word of the request leads to the file."""
    history, count = scene.history, scene.count
    mean = sum(history.lengths.values()) / max(1, count) or 1.0
    messages, doubt = [0.0] * count, [0.0] * count
    for word in scene.question.words:
        said = history.by_word.get(word, ())
        counted: dict[int, float] = defaultdict(float)
        touched: dict[int, float] = defaultdict(float)
        for number in said:
            commit = history.commits[number]
            share = 1 / math.sqrt(max(1, len(commit.files)))
            for one in commit.files:
                touched[one] += share
                counted[one] += share if _is_small(commit) else 0.0
        rarity = math.log(1 + count / (sum(1 for times in counted.values() if times) + 0.5))
        weight = math.log(1 + len(history.commits) / (len(said) + 0.5))
        for one, share in touched.items():
            often = counted[one] / (0.4 + 0.6 * history.lengths[one] / mean)
            messages[one] += rarity * often / (often + 1)
            doubt[one] += weight * math.log(1 - min(0.9, share / (len(said) + 1.5)))
    return {"messages": normal(messages), "leads": normal([1 - math.exp(one / 4) for one in doubt])}


def _folders(scene: Scene) -> Column:
    """How much likelier than else commits that say the request's words touch a file's folder, word by word."""
    history, folders = scene.history, scene.corpus.folders
    home = {one: number for number, members in enumerate(folders) for one in members}
    touched = [frozenset(home[one] for one in commit.files) for commit in history.commits]
    every = [0] * len(folders)
    for listed in touched:
        for folder in listed:
            every[folder] += 1
    found, count = [0.0] * len(folders), len(history.commits)
    for word in scene.question.words:
        said = history.by_word.get(word, ())
        often: dict[int, int] = defaultdict(int)
        for number in said:
            for folder in touched[number]:
                often[folder] += 1
        rarity = math.log(1 + count / (len(said) + 0.5))
        for folder, times in often.items():
            usual = every[folder] / count
            found[folder] += rarity * max(0.0, math.log((times + 2 * usual) / (len(said) + 2) / usual))
    return normal([found[home[one]] for one in range(scene.count)])
