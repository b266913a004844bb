"""closed: a file of secrets, groups, grants or regions that is not good opens
nothing, whatever was read from it before."""
import contextlib
import os

import guard
from access import GROUPS
from grants import PANEL, REGIONS
from guard import DENIED, SECRETS, Victim, changed, soon
from harness import equal, expect

INSIDE = REGIONS[0][1]
TABLE = 'rita\tguarded/plain\tFOLDER/panel.bed\n'
GOOD = {'secret': SECRETS[0] + '\n', 'groups': GROUPS, 'grants': TABLE,
        'panel.bed': PANEL}
# The file that is spoilt, who asks, words of `allow`.
KINDS = [('secret', 'jane', 'jane'), ('groups', 'gina', '@team'),
         ('grants', 'rita', ''), ('panel.bed', 'rita', '')]
# How, by kind: its new text, or what becomes of the file. The first three
# through each door, all where nothing is remembered.
SPOILT = {
    'secret': [('emptied', ''), ('broken', SECRETS[0] + '\nshort\n'),
               ('missing', None), ('nothing but comments', '# none\n'),
               ('a NUL', SECRETS[0] + '\0\n'),
               ('a secret twice', (SECRETS[0] + '\n') * 2),
               ('for all to read', 0o644), ('a folder', 'DIRECTORY')],
    'groups': [('emptied', ''), ('broken', GROUPS + 'no colon\n'),
               ('missing', None), ('binary', GROUPS + '\1\0\n'),
               ('without her', 'team: rita\n'),
               ('a quote without end', GROUPS + 'x: "a\n'),
               ('a group that begins alike', 'team2: gina\n'),
               ('a user that begins alike', 'team: gina2\n'),
               ('a folder', 'DIRECTORY')],
    'grants': [('emptied', ''), ('broken', TABLE + 'rita guarded/plain\n'),
               ('missing', None), ('binary', TABLE + '\0\n'),
               ('two columns', TABLE + 'rita\tguarded/plain\n'),
               ('a who that is none', TABLE +
                'claim:x\tguarded/plain\tFOLDER/panel.bed\n'),
               ('another user', TABLE.replace('rita', 'bob')),
               ('another id', TABLE.replace('plain', 'other')),
               ('a BED file that there is not', TABLE.replace(
                   'panel', 'nothing')),
               ('a relative BED file', TABLE.replace('FOLDER/', '')),
               ('a folder', 'DIRECTORY')],
    'panel.bed': [('emptied', ''), ('broken', PANEL + 'chr1\tx\ty\n'),
                  ('missing', None), ('binary', PANEL + '\0\n'),
                  ('an end before its start', PANEL + 'chr1\t9\t5\n'),
                  ('two columns', PANEL + 'chr1\t9\n'),
                  ('negative', PANEL + 'chr1\t-9\t5\n'),
                  ('other regions', 'chr1\t25001\t30000\n'),
                  ('another reference', 'chr11\t0\t90000\n'),
                  ('a folder', 'DIRECTORY')],
}


class Kind:
    """A server whose own file is spoilt and mended."""

    def __init__(self, t, s, stack, kind, user, allow):
        self.s, self.kind, self.user = s, kind, user
        self.folder = s.world.path('guard', 'closed ' + kind)
        os.makedirs(self.folder, exist_ok=True)
        self.mend()
        text = guard.INI.replace('allow = jane', 'allow = ' + allow).replace(
            'DIR/guard/', self.folder + '/')
        self.g = stack.enter_context(guard.opened(
            t, s, text, access=''.join('%s = %s/%s\n' % (
                name, self.folder, name) for name in ('groups', 'grants'))))
        self.victim = Victim(self.g) if kind == 'secret' else None

    def path(self, name):
        return os.path.join(self.folder, name)

    def mend(self):
        for name, text in GOOD.items():
            self.put(name, text)

    def put(self, name, text):
        if os.path.isdir(self.path(name)):
            os.rmdir(self.path(name))
        write = guard.put_secret if name == 'secret' else guard.put
        write(self.path(name), text.replace('FOLDER', self.folder))

    def spoil(self, how):
        if isinstance(how, int):
            os.chmod(self.path(self.kind), how)
        elif how is None:
            os.unlink(self.path(self.kind))
        elif how == 'DIRECTORY':
            os.unlink(self.path(self.kind))
            os.mkdir(self.path(self.kind))
        else:
            self.put(self.kind, how)

    def ask(self, query=INSIDE):
        return self.g.get(self.user, 'reads', 'guarded/plain', query)

    def is_closed(self):
        """Asked again and again until the change is followed."""
        v = self.victim
        if v and self.g.data(v.url, v.headers).status == 206:
            return False
        return self.ask().status != 200

    def is_open(self):
        v = self.victim
        return self.ask().status == 200 and (
            not v or self.g.data(v.url, v.headers).status == 206)

    def check(self, name):
        """What whoever asked before gets now."""
        if self.victim:
            self.check_secret()
            return
        answer = self.g.refused(self.user, 'reads', 'guarded/plain', INSIDE,
                                403, DENIED)
        expect('signature' not in answer.text(), 'URLs')
        if name not in ('other regions', 'another reference'):
            for query in ('class=header', ''):
                equal('?' + query, self.ask(query).status, 403)

    def check_secret(self):
        """Neither tickets nor bytes; what is public is there."""
        v, g = self.victim, self.g
        for url in (v.url, changed(v.url, key='00000000'),
                    changed(v.url, range='0-9')):
            answer = g.data(url, v.headers)
            v.check(answer)
            equal('status of bytes', answer.status, 500)
        g.own.new_log()
        answer = self.ask()
        g.own.check_error(answer, 500, 'InternalServerError')
        expect('signature' not in answer.text(), 'URLs')
        equal('a public one', g.get(None, 'reads', 'open/plain').status, 200)

    def check_log(self, t):
        with t.check('no log has a byte of a secret'):
            for name, text in self.g.logs():
                expect(SECRETS[0][:16] not in text and
                       SECRETS[0][-16:] not in text, '%s has', name)


def closed(t, s):
    guard.prepare(s.world)
    with contextlib.ExitStack() as stack:
        kinds = [Kind(t, s, stack, *row) for row in KINDS]
        for kind in kinds:
            with t.check('%s: before' % kind.kind):
                expect(kind.is_open(), 'closed')
        most = max(map(len, SPOILT.values())) if s.cgi and not t.small else 3
        for i in range(most):
            now = [kind for kind in kinds if i < len(SPOILT[kind.kind])]
            for kind in now:
                kind.spoil(SPOILT[kind.kind][i][1])
            for kind in now:
                name = SPOILT[kind.kind][i][0]
                with t.check('attack: the file %s, %s: closed' % (
                        kind.kind, name)):
                    soon('closed', kind.is_closed)
                    kind.check(name)
            for kind in now:
                kind.mend()
            for kind in now:
                with t.check('the file %s, mended: open' % kind.kind):
                    soon('open', kind.is_open)
        kinds[0].check_log(t)
        allow(t, kinds[1])


def allow(t, kind):
    with t.check('a change of `allow` is followed'):
        own = kind.g.own
        own.configure(kind.g.text.replace('allow = @team', 'allow = @other'))
        soon('closed', kind.is_closed)
        kind.check('allow')


FUNCTIONS = [closed]
