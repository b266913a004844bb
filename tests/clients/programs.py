"""programs: runs other programs, each in a process group of its own.

Whatever is started is ended by its id, also when it hangs or when we are
ended ourselves.
"""
import os
import signal
import subprocess
import time

SECONDS = 60
TAIL = 400


class Failed(Exception):
    """A program left with an error, or did not leave; the text says which."""


def environment(**more):
    """Ours without proxies, and without a network for references."""
    env = dict(os.environ, REF_PATH='/nonexistent', REF_CACHE='/nonexistent',
               PYTHONDONTWRITEBYTECODE='1', LC_ALL='C.UTF-8',
               NO_PROXY='127.0.0.1', no_proxy='127.0.0.1')
    env.update(more)
    return env


class Process:
    """A program in the background; a context manager."""

    def __init__(self, argv, **options):
        options.setdefault('env', environment())
        options.setdefault('stdin', subprocess.DEVNULL)
        self.child = subprocess.Popen(argv, start_new_session=True, **options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def alive(self):
        return self.child.poll() is None

    def signal_group(self, number):
        try:
            os.killpg(self.child.pid, number)
        except OSError:
            return False
        return True

    def stop(self, patience=5):
        """Ends the whole group, politely first."""
        deadline = time.monotonic() + patience
        self.signal_group(signal.SIGTERM)
        while time.monotonic() < deadline:
            self.child.poll()
            if not self.signal_group(0):
                break
            time.sleep(0.05)
        self.signal_group(signal.SIGKILL)
        self.child.wait()


def run(argv, seconds=SECONDS, **options):
    """(stdout, stderr) as bytes of a program that has to end well."""
    name = os.path.basename(argv[0])
    try:
        process = Process(argv, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, **options)
    except OSError as error:
        raise Failed('%s: %s' % (name, error.strerror))
    with process:
        try:
            out, err = process.child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise Failed('%s: no end within %d s' % (name, seconds))
    if process.child.returncode != 0:
        raise Failed('%s: status %d: %s' % (
            name, process.child.returncode, tail(err or out)))
    return out, err


def tail(output):
    text = output.decode('utf-8', 'replace').strip()
    return text if len(text) <= TAIL else '…' + text[-TAIL:]
