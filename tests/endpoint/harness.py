"""harness: named checks, added up."""
import contextlib
import os
import sys
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))


class Wrong(Exception):
    """A promise is broken; the text says which."""


def need_proc():
    """For what can be seen of a process only there; a chroot may lack it."""
    if not os.path.exists('/proc/self/stat'):
        raise Skip('no /proc')


class Skip(Exception):
    """A check cannot be made here; the text says why."""


def expect(condition, text, *values):
    if not condition:
        raise Wrong(text % values if values else text)


def equal(what, got, want):
    expect(got == want, '%s: %s, not %s', what, shorten(got), shorten(want))


def shorten(value):
    text = repr(value)
    return text if len(text) <= 160 else text[:150] + '… (%d)' % len(text)


def describe(error):
    """A broken promise in its own words, anything else with its place."""
    if isinstance(error, Wrong):
        return str(error)
    place = ''
    for frame in traceback.extract_tb(error.__traceback__):
        if os.path.dirname(os.path.abspath(frame.filename)) == HERE:
            place = ' (%s:%d)' % (os.path.basename(frame.filename),
                                  frame.lineno)
    return '%s: %s%s' % (type(error).__name__, error, place)


class Report:
    def __init__(self, verbose):
        self.verbose = verbose
        self.passed = self.failed = self.skipped = 0
        self.skips = set()

    def line(self, text):
        text = ''.join(c if c.isprintable() else '\ufffd' for c in text)
        print(text.encode('utf-8', 'backslashreplace').decode('utf-8'))
        sys.stdout.flush()

    def good(self, label):
        self.passed += 1
        if self.verbose:
            self.line('passed: ' + label)

    def fail(self, label, why):
        self.failed += 1
        self.line('failed: %s: %s' % (label, why.replace('\n', ' | ')))

    def skip(self, label, why):
        self.skipped += 1
        self.line('skipped: %s: %s' % (label, why))

    @contextlib.contextmanager
    def closing(self, door, complaints):
        """Afterwards: nothing on standard error that tells of a fault."""
        yield
        label = door + ': no sanitizer or C library complains'
        if complaints:
            self.fail(label, complaints[0])
        else:
            self.good(label)
        complaints.clear()

    def close(self):
        """Prints the closing line; the exit status."""
        self.line('%d passed, %d failed, %d skipped' %
                  (self.passed, self.failed, self.skipped))
        return 1 if self.failed or not self.passed else 0


class Checks:
    """The checks of a part through a door."""

    def __init__(self, report, door, part):
        self.report, self.door, self.part = report, door, part
        self.small = os.environ.get('HTSGATE_CHECK') == 'small'

    def label(self, name):
        return '%s: %s: %s' % (self.door, self.part, name)

    def fail(self, name, why):
        self.report.fail(self.label(name), why)

    @contextlib.contextmanager
    def check(self, name):
        """One named check: whatever is raised inside is its failure."""
        try:
            yield
        except Skip as skip:
            self.report.skip(self.label(name), str(skip))
        except Exception as error:
            self.fail(name, describe(error))
        else:
            self.report.good(self.label(name))

    @contextlib.contextmanager
    def whole(self, name):
        """What surrounds checks: counts only if it breaks off."""
        try:
            yield
        except Skip as skip:
            self.report.skip(self.label(name), str(skip))
        except Exception as error:
            self.fail(name, 'broke off: ' + describe(error))
