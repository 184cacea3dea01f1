"""Ctrl-C during a fragile import is held back, and not lost."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from assistant.shielding import Terminated, ending_is_interrupting, shielded, told_to_end


def test_an_interrupt_waits_for_the_block_to_end() -> None:
    done: list[str] = []
    with pytest.raises(KeyboardInterrupt), shielded():
        os.kill(os.getpid(), signal.SIGINT)
        done.append("finished")
    assert done == ["finished"]


def test_without_an_interrupt_the_handler_is_put_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with shielded():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_other_threads_run_unshielded() -> None:
    seen: list[bool] = []

    def work() -> None:
        with shielded():
            seen.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [True]


def test_a_polite_kill_interrupts_and_waits_for_a_shielded_block() -> None:
    done: list[str] = []
    with pytest.raises(Terminated), ending_is_interrupting(), shielded():
        os.kill(os.getpid(), signal.SIGTERM)
        done.append("finished")
    assert done == ["finished"]
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_it_is_remembered_that_the_end_was_asked_for() -> None:
    with ending_is_interrupting():
        assert not told_to_end()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGHUP)
        assert told_to_end()
