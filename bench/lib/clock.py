"""clock: CPU and memory of processes, and what to make of many numbers.

CPU is by the scheduler's clock (/proc/PID/schedstat), in nanoseconds, or in
ticks of 10 ms where the kernel has none; a process is accounted for when it
waits again, so `settled` lets it.
"""
import os
import re
import resource
import statistics
import time

mean, median = statistics.fmean, statistics.median
TICK = 1.0 / os.sysconf('SC_CLK_TCK')
SETTLE = 0.005      # seconds until a process that has answered waits again


def cpu(*pids):
    """Seconds of CPU that these processes have used so far."""
    return sum(map(_cpu, pids))


def _cpu(pid):
    try:
        with open('/proc/%d/schedstat' % pid) as f:
            return int(f.read().split()[0]) / 1e9
    except OSError:
        with open('/proc/%d/stat' % pid) as f:
            fields = f.read().rsplit(')', 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * TICK


def fine():
    """Is the CPU of a single short request to be had?"""
    return os.path.exists('/proc/self/schedstat')


def settled(*pids):
    """The same as cpu(), of processes that have just answered."""
    time.sleep(SETTLE)
    return cpu(*pids)


def spent(pids, work):
    """(seconds of CPU of these processes, seconds on the wall, what `work()`
    returned)."""
    before, began = cpu(*pids), time.perf_counter()
    out = work()
    wall = time.perf_counter() - began
    return settled(*pids) - before, wall, out


def wall(work):
    """Seconds that `work()` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def child(work):
    """(seconds of CPU of the processes that `work()` started and waited for,
    seconds on the wall, what it returned)."""
    before, began = _children(), time.perf_counter()
    out = work()
    wall = time.perf_counter() - began
    return _children() - before, wall, out


def _children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def percentile(values, share):
    """The value that `share` (0.99) of them do not exceed."""
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))]


def turns(rounds, *works):
    """Calls each in turns, so often; the list of what each returned."""
    out = [[] for _ in works]
    for _ in range(rounds):
        for results, work in zip(out, works):
            results.append(work())
    return out


def ratio(values, references):
    """The median of the ratios, each of two that ran in the same round."""
    return median(a / b for a, b in zip(values, references))


def resident(pid):
    """Bytes of memory that a process has now."""
    return _status(pid, 'VmRSS')


def peak(pid):
    """The most bytes of memory that it ever had."""
    return _status(pid, 'VmHWM')


def _status(pid, name):
    with open('/proc/%d/status' % pid) as f:
        return int(re.search(name + r':\s*(\d+) kB', f.read())[1]) << 10
