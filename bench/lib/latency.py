#!/usr/bin/env python3
"""latency PORT MS: a server on 127.0.0.1:PORT as it looks from far away.

A proxy on another port of 127.0.0.1, which it prints. What a client or the
server sends arrives MS milliseconds later, and as fast: bytes on their way do
not wait for each other. MS is one way, so a round trip takes twice as long. A
new connection costs a round trip more, like the handshake of TCP. Windows that
grow slowly, losses and bandwidth are not imitated. It ends with its standard
input.

    with Latency(port, 10) as far:      # 20 ms there and back
        url = 'http://127.0.0.1:%d/' % far.port
"""
import asyncio
import collections
import subprocess
import sys

QUEUE_MAX = 32 << 20    # bytes on their way in one direction


class Way:
    """One direction of a connection: what came in goes out later."""

    def __init__(self, delay, ready):
        self.delay, self.ready = delay, ready   # when the first may start
        self.source = self.sink = None          # transports
        self.actions = collections.deque()      # to come, in their order
        self.due = 0                            # those whose time has come
        self.on_way = 0                         # bytes
        self.loop = asyncio.get_running_loop()

    def open(self, sink):
        self.sink = sink
        self.arrive(0)

    def later(self, action):
        self.actions.append(action)
        when = max(self.loop.time(), self.ready) + self.delay
        self.loop.call_at(when, self.arrive, 1)

    def arrive(self, count):
        """Timers of one moment may come in any order, actions must not."""
        self.due += count
        while self.sink is not None and self.due:
            self.due -= 1
            self.actions.popleft()()

    def send(self, data):
        self.on_way += len(data)
        self.later(lambda: self.deliver(data))
        self.throttle()

    def deliver(self, data):
        self.on_way -= len(data)
        if not self.sink.is_closing():
            self.sink.write(data)
        self.throttle()

    def end(self):
        self.later(lambda: self.sink.is_closing() or self.sink.write_eof())

    def drop(self):
        self.later(lambda: self.sink.close())

    def throttle(self):
        """Nothing more is read while too much waits."""
        held = self.on_way
        if self.sink is not None:
            held += self.sink.get_write_buffer_size()
        if self.source.is_closing():
            return
        if held > QUEUE_MAX:
            self.source.pause_reading()
        elif not self.source.is_reading():
            self.source.resume_reading()


class End(asyncio.Protocol):
    """One side of a connection: feeds `out`, and is the sink of `into`."""

    def __init__(self, out, into):
        self.out, self.into = out, into

    def connection_made(self, transport):
        self.out.source = transport
        transport.set_write_buffer_limits(QUEUE_MAX, QUEUE_MAX // 2)
        self.into.open(transport)

    def data_received(self, data):
        self.out.send(data)

    def eof_received(self):
        self.out.end()
        return True         # the other direction may go on

    def connection_lost(self, _):
        self.out.drop()

    def resume_writing(self):
        self.into.throttle()


class Client(End):
    """The side of the client, which opens the other one."""

    def __init__(self, port, delay):
        now = asyncio.get_running_loop().time()
        super().__init__(Way(delay, now + 2 * delay), Way(delay, 0))
        self.port, self.opening = port, None

    def connection_made(self, transport):
        super().connection_made(transport)
        self.opening = asyncio.ensure_future(self.open(transport))

    async def open(self, transport):
        try:
            await asyncio.get_running_loop().create_connection(
                lambda: End(self.into, self.out), '127.0.0.1', self.port)
        except OSError:
            transport.abort()


async def serve(port, delay):
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Client(port, delay),
                                      '127.0.0.1', 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


class Latency:
    """The proxy as a process of its own: a client in Python, busy, would
    delay more than it is asked for."""

    def __init__(self, port, ms):
        self.process = subprocess.Popen(
            [sys.executable, __file__, str(port), str(ms)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            self.close()
            raise OSError('the proxy did not start')
        self.port = int(line)

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


if __name__ == '__main__':
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2]) / 1e3))
