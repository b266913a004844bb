"""chrome: a headless Chromium, told what to do by the DevTools protocol.

The protocol goes through two pipes (--remote-debugging-pipe): JSON, a NUL
behind each message. No port is opened.
"""
import base64
import fcntl
import json
import os
import select
import sys
import tempfile
import time

import programs

SECONDS = 60
# As root it needs --no-sandbox; the rest keeps it off any network but ours.
OPTIONS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic',
           '--no-first-run', '--disable-background-networking',
           '--disable-component-update', '--disable-sync',
           '--disable-extensions', '--disable-breakpad', '--mute-audio',
           '--disable-dev-shm-usage', '--no-proxy-server',
           '--window-size=1200,900', '--remote-debugging-pipe']
# Chromium reads from descriptor 3 and writes to 4.
MOVE = ('import os, sys; a, b = int(sys.argv[1]), int(sys.argv[2]); '
        'os.dup2(a, 3); os.dup2(b, 4); os.close(a); os.close(b); '
        'os.execv(sys.argv[3], sys.argv[3:])')


class Error(Exception):
    """The browser, or the page in it, could not do it."""


def high(descriptor):
    """The same pipe with a number that is not in the way of 3 and 4."""
    number = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(descriptor)
    return number


class Page:
    """A browser with one page; a context manager."""

    def __init__(self, program, url):
        self.number, self.buffer, self.session = 0, b'', None
        self.profile = tempfile.TemporaryDirectory(
            prefix='htsgate-chromium-', ignore_cleanup_errors=True)
        theirs, self.out = map(high, os.pipe())
        self.input, answers = map(high, os.pipe())
        self.log = open(os.path.join(self.profile.name, 'log'), 'wb')
        self.process = programs.Process(
            [sys.executable, '-c', MOVE, str(theirs), str(answers), program,
             *OPTIONS, '--user-data-dir=' + self.profile.name, 'about:blank'],
            pass_fds=(theirs, answers), stdout=self.log, stderr=self.log)
        os.close(theirs)
        os.close(answers)
        try:
            self.open(url)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        try:
            self.send('Browser.close')
        except OSError:
            pass
        self.process.stop()
        self.log.close()
        os.close(self.out)
        os.close(self.input)
        self.profile.cleanup()

    def open(self, url):
        target = self.call('Target.createTarget', url=url)['targetId']
        self.session = self.call('Target.attachToTarget', targetId=target,
                                 flatten=True)['sessionId']
        self.wait('location.href != "about:blank" && '
                  'document.readyState == "complete"')

    def send(self, method, **parameters):
        self.number += 1
        message = {'id': self.number, 'method': method, 'params': parameters}
        if self.session and not method.startswith(('Target', 'Browser')):
            message['sessionId'] = self.session
        data = json.dumps(message).encode() + b'\0'
        while data:
            data = data[os.write(self.out, data):]
        return self.number

    def receive(self, deadline):
        while b'\0' not in self.buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.input], [], [], left)[0]:
                raise Error('no answer within %d s' % SECONDS)
            more = os.read(self.input, 1 << 20)
            if not more:
                raise Error('Chromium has ended: ' + self.complaints())
            self.buffer += more
        text, _, self.buffer = self.buffer.partition(b'\0')
        return json.loads(text)

    def complaints(self):
        with open(self.log.name, 'rb') as f:
            return programs.tail(f.read())

    def call(self, method, **parameters):
        """What a method of the protocol gives; events are passed over."""
        number = self.send(method, **parameters)
        deadline = time.monotonic() + SECONDS
        while True:
            message = self.receive(deadline)
            if message.get('id') != number:
                continue
            if 'error' in message:
                raise Error('%s: %s' % (method, message['error']['message']))
            return message['result']

    def evaluate(self, expression):
        """The value of JavaScript; a promise is waited for."""
        got = self.call('Runtime.evaluate', expression=expression,
                        awaitPromise=True, returnByValue=True)
        if 'exceptionDetails' in got:
            details = got['exceptionDetails']
            raise Error(details.get('exception', {}).get(
                'description', details['text'])[:400])
        return got['result'].get('value')

    def wait(self, expression):
        deadline = time.monotonic() + SECONDS
        while not self.evaluate(expression):
            if time.monotonic() > deadline:
                raise Error('not within %d s: %s' % (SECONDS, expression))
            time.sleep(0.1)

    def screenshot(self, path):
        data = self.call('Page.captureScreenshot', format='png')['data']
        with open(path, 'wb') as f:
            f.write(base64.b64decode(data))
