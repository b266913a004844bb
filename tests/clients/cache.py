"""cache: what the clients are made of, kept from run to run.

A folder is made again when its key differs: pinned versions, files of ours.
"""
import os
import shutil

import programs

SECONDS = 540       # for the installation of one client


class Absent(Exception):
    """A client cannot be set up here; the text says why."""


class Cache:
    def __init__(self, folder):
        self.folder = os.path.abspath(folder)
        os.makedirs(self.folder, exist_ok=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def make(self, name, key, fill):
        """The folder `name`, filled by fill(folder) unless it is there."""
        folder, stamp = self.path(name), self.path(name + '.made')
        if os.path.isdir(folder) and read(stamp) == key:
            return folder
        shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(folder)
        fill(folder)
        with open(stamp, 'w', encoding='utf-8') as f:
            f.write(key)
        return folder


def read(path):
    try:
        with open(path, encoding='utf-8') as f:
            return f.read()
    except FileNotFoundError:
        return None


def need(*names):
    """The path of the first of these commands that is there."""
    for name in names:
        path = shutil.which(name)
        if path:
            return path
    raise Absent('no ' + ' and no '.join(names))


def install(*argv, **options):
    """Runs a package client; what it refuses makes the client absent."""
    options.setdefault('env', dict(os.environ))
    try:
        return programs.run(list(argv), SECONDS, **options)
    except programs.Failed as error:
        raise Absent(' '.join(str(error).split()))
