"""python_packages: a virtual environment with packages of PyPI."""
import os
import sys

from cache import Absent, install


def environment(cache, name, *packages):
    """The bin folder of an environment that has these packages."""
    def fill(folder):
        python = next((p for p in (sys.executable, '/usr/bin/python3')
                       if p and os.path.exists(p)), None)
        if python is None:
            raise Absent('no python3')
        install(python, '-m', 'venv', folder)
        install(os.path.join(folder, 'bin', 'pip'), 'install', '--quiet',
                '--disable-pip-version-check', '--only-binary', 'pysam',
                *packages)

    return os.path.join(cache.make(name, ' '.join(packages) + sys.version,
                                   fill), 'bin')
