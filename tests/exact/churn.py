"""churn: files are replaced while a process is asked for them.

    run(program, sample, seed, small, counts)

The files A and B of versions.py share no record. Each answer that can be
followed to its end is that of A or that of B and no mix; while nothing is
being replaced, that of the file which is there. Errors are allowed meanwhile,
and where the index is the other one's.
"""
import multiprocessing
import os
import random
import shutil
import signal
import tempfile
import time
from collections import Counter

import doors
import versions
from asker import URLS, Asker, Refused, questions
from payload import Wrong, check

SETTLED = 3.1       # seconds after which a file is old enough to learn from
PATIENCE = 60       # seconds
PAUSES = 0, 0, 0, .0005, .002    # within a change
HALTED = .85        # of all changes
WORK = .001         # seconds of some requests
RESTS = 0, .001, .005, .02      # between two


class Arena:
    """Places, each with a count that is odd while it changes, and which
    version file and index are of; seen by both processes."""

    def __init__(self, asked, askers, counts):
        self.asked, self.askers, self.counts = asked, askers, counts
        self.state = multiprocessing.RawArray('q', [0, 0, 0])
        self.tally = Counter()

    def turn(self, place):
        self.place = place
        self.state[:] = [0, place.file, place.index]

    def put(self, part, version, pause=0):
        place = self.place
        place.prepare(part, version)
        self.state[0] += 1
        place.put(part, version, pause)
        if part == 0:
            self.state[1] = place.file = version
        if part == 1 or place.parts == (0,):
            self.state[2] = place.index = version
        self.state[0] += 1

    def judge(self, question, before, after, found):
        """found: a set of versions, or an error."""
        file, index = before[1:]
        quiet = before == after and before[0] % 2 == 0
        fits = (file == index or question.kind.twins or
                not question.regions)
        if isinstance(found, Refused):
            check(not quiet or not fits, 'refused (%s), and nothing was '
                  'being replaced', found)
            return 'refused'
        if question.kind.shifted and not (quiet and fits):
            return 'any'
        found, why = found
        check(found, 'of no version:%s', why)
        check(not quiet or file in found, 'of the version that was before')
        return 'A' if 0 in found else 'B'

    def ask(self, question, asker):
        before = list(self.state)
        try:
            parts = asker.ask(self.place.data, question)
            after = list(self.state)
            found = question.versions(parts)
        except Refused as e:
            after, found = list(self.state), e
        return self.judge(question, before, after, found)

    def put_question(self, question, asker):
        try:
            self.tally[self.ask(question, asker)] += 1
            self.counts.passed += 1
        except Exception as e:      # whatever it is, it has a name
            kind = '' if isinstance(e, Wrong) else type(e).__name__ + ' '
            self.counts.fail(self.place.data.id, question.regions or
                             question.more or 'whole', list(self.state),
                             kind, e)

    def put_all(self, times=1):
        for question in self.asked[self.place.kind.name] * times:
            for asker in self.askers:
                self.put_question(question, asker)


def halt(arena, number):
    for asker in arena.askers:
        os.kill(asker.door.pid(), number)   # also by who is not its parent


def replace(arena, seconds, seed):
    """The other process: files and their indexes by turns; or both while the
    program stands still, which often is in the middle of a request."""
    rnd, version = random.Random(seed), 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        version = 1 - version
        halted = rnd.random() < HALTED
        if halted:
            halt(arena, signal.SIGSTOP)
        for part in arena.place.parts:
            arena.put(part, version, 0 if halted else rnd.choice(PAUSES))
            if not halted:
                time.sleep(rnd.choice(RESTS))
        if halted:
            halt(arena, signal.SIGCONT)
            time.sleep(rnd.random() * WORK)


def fast(arena, place, seconds, rnd):
    """Asks as often as it can, while another process replaces."""
    arena.turn(place)
    other = multiprocessing.get_context('fork').Process(
        target=replace, args=(arena, seconds, rnd.random()), daemon=True)
    other.start()
    until = time.monotonic() + seconds
    try:
        while other.is_alive() and time.monotonic() < until:
            arena.put_question(rnd.choice(arena.asked[place.kind.name]),
                               rnd.choice(arena.askers))
        other.join(PATIENCE)        # it may wait for a busy disk
    finally:
        other.terminate()
        other.join()
        halt(arena, signal.SIGCONT)
    place.file, place.index = arena.state[1:]
    arena.put_all()


class Slow:
    """Places whose files are left alone until they are old enough to be
    learned from, then replaced, and asked for at once."""

    def __init__(self, arena, folder, kinds):
        self.arena = arena
        # The index of the second ones is B's at first.
        self.places = [(kind(folder, k, index), index) for k in kinds
                       for kind in (versions.Renamed, versions.Rewritten)
                       for index in (0, 1)]
        for place, index in self.places:
            place.put(0, 0)
            place.put(1, index)
            place.file, place.index = 0, index
        self.began = time.monotonic()

    def put(self, steps, chosen=lambda index: True, ask=False):
        for place, index in self.places:
            if not chosen(index):
                continue
            self.arena.turn(place)
            if ask:
                self.arena.put_all()
            for step in steps:
                self.arena.put(*step)
                if ask:
                    self.arena.put_all()
        self.began = time.monotonic()

    def learn(self):
        time.sleep(max(0, self.began + SETTLED - time.monotonic()))
        for place, _ in self.places:
            self.arena.turn(place)
            self.arena.put_all(2)

    def run(self, small):
        self.learn()
        self.put([(0, 1), (1, 1)], lambda index: index == 0, True)
        self.put([(1, 0)], lambda index: index == 1, True)
        if small:
            return
        self.put([(0, 1), (1, 1)], lambda index: index == 1, True)
        self.learn()
        self.put([(0, 0)], ask=True)
        self.learn()            # the file of A, the index of B
        self.put([(1, 0)], ask=True)


def fast_places(folder, kinds):
    for kind in kinds:
        if kind.shifted:
            continue
        for way in versions.Renamed, versions.Rewritten, versions.Moved:
            place = way(folder, kind, 9)
            for part in place.parts:
                place.put(part, 0)
            place.file = place.index = 0
            yield place


def end(door, counts):
    """Ends a process; how it left, and what sanitizers say, counts."""
    if isinstance(door, doors.Process) and door.stop() != 0:
        counts.fail('left with status', door.exit_status)
    for sign in ('runtime error:', 'Sanitizer'):
        if sign in door.log():
            counts.fail(door.log()[-2000:])
    door.close()


def churn(arena, data, kinds, rnd, small):
    places = list(fast_places(data, kinds))
    slow = Slow(arena, data, kinds)
    arena.tally.clear()
    for place in places:
        seconds = .4 if isinstance(place, versions.Rewritten) else .25
        fast(arena, place, seconds / (4 if small else 1), rnd)
    print('while files were replaced:', dict(arena.tally))
    for outcome in 'A', 'B', 'refused':
        check(arena.tally[outcome], 'no answer was %s', outcome)
    slow.run(small)


def run(program, sample, seed, small, counts):
    rnd = random.Random(seed)
    scratch = tempfile.mkdtemp(prefix='htsgate-churn-')
    askers = []
    try:
        made, data = os.path.join(scratch, 'made'), scratch + '/data'
        os.mkdir(made)
        os.mkdir(data)
        kinds = versions.make(sample, made)
        asked = {k.name: questions(k, 4 if small else 9, rnd) for k in kinds}
        for more in '', URLS:
            askers.append(Asker(program, scratch, data, more))
        churn(Arena(asked, askers, counts), data, kinds, rnd, small)
    finally:
        for asker in askers:
            end(asker.door, counts)
        shutil.rmtree(scratch)
