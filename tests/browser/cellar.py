"""A network as in a cellar: a line to the server that is cut in the middle of what a phone sends."""

from __future__ import annotations

import socket
import threading

CHUNK = 4096
SENDING = b"POST /field/send/"


class Cellar:
    """Hands bytes on between browser and server; cuts an entry after ``cut_after`` bytes, unless that is None."""

    def __init__(self, port: int) -> None:
        self.cut_after: int | None = None
        self.cuts = 0
        self._port = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no further line."""
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                browser, _address = self._listening.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._port))
            threading.Thread(target=self._upward, args=(browser, server), daemon=True).start()
            threading.Thread(target=self._downward, args=(server, browser), daemon=True).start()

    def _upward(self, browser: socket.socket, server: socket.socket) -> None:
        left: int | None = None
        with browser, server:
            while block := _received(browser):
                if block.startswith(SENDING):
                    left = self.cut_after
                if left is not None:
                    left -= len(block)
                    if left <= 0:
                        self.cuts += 1
                        _end(browser, server)
                        return
                server.sendall(block)
            _end(browser, server)

    def _downward(self, server: socket.socket, browser: socket.socket) -> None:
        try:
            while block := _received(server):
                browser.sendall(block)
        except OSError:
            pass
        _end(browser, server)


def _received(line: socket.socket) -> bytes:
    try:
        return line.recv(CHUNK)
    except OSError:
        return b""


def _end(*lines: socket.socket) -> None:
    for line in lines:
        try:
            line.shutdown(socket.SHUT_RDWR)
        except OSError:
            line.close()
