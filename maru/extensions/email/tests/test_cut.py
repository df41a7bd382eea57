"""The connection is cut after each command in turn: nothing is lost, doubled or marked unstored."""

import socket
import threading
from contextlib import suppress

from maru.extensions.email.imap.trouble import Trouble
from maru.extensions.email.tests.mailboxes import DovecotCase, mails
from maru.records.channels.models import Envelope
from maru.support.tickets.tests.cast import LiveSupportTestCase


class Proxy:
    """Passes lines on, until it has passed ``commands`` of them or ``answers`` bytes back."""

    def __init__(self, port: int) -> None:
        self._to, self.commands, self.heard = port, 10**9, 0
        self.before_answer = False
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(10)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        with client, socket.create_connection(("127.0.0.1", self._to)) as server:
            back = threading.Thread(target=_copy, args=(server, client), daemon=True)
            back.start()
            self.heard = 0
            with client.makefile("rb") as lines:
                for line in lines:
                    self.heard += 1
                    is_last = self.heard > self.commands
                    if is_last and not self.before_answer:
                        break  # the server never hears it
                    if is_last:
                        client.shutdown(socket.SHUT_WR)  # it hears, and its answer is lost
                        server.sendall(line)
                        break
                    server.sendall(line)
            for one in (client, server):
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
            back.join(10)


def _copy(source: socket.socket, to: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            to.sendall(data)


class CutTests(DovecotCase, LiveSupportTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.proxy = Proxy(self.dovecot.port)
        self.addCleanup(self.proxy.close)

    def cut_everywhere(self, **changes: object) -> None:
        mailbox = self.connect(port=self.proxy.port, **changes)
        self.read(mailbox)
        sent = cuts = 0
        for before_answer in (False, True):
            commands, whole = 1, False
            while not whole:
                self.dovecot.deliver(self.user, mails(2))
                sent += 2
                self.proxy.commands, self.proxy.before_answer = commands, before_answer
                try:
                    self.read(mailbox)
                    whole = True
                except Trouble as why:
                    self.assertIn(why.code, {"lost", "closed", "not_imap", "password"})
                    cuts += 1
                self.assertLessEqual(len(self.marked()), Envelope.objects.count())
                commands += 1
            self.proxy.commands = 10**9
            self.read(mailbox)
        self.assertGreater(cuts, 10)
        self.assertEqual(Envelope.objects.count(), sent)
        self.assertEqual(len(self.marked()), sent)
        self.assertFalse(Envelope.objects.filter(transport__has_key="left_on_server").exists())

    def marked(self) -> set[int]:
        return self.seen()

    def test_when_read_mail_is_marked(self):
        self.cut_everywhere()
