"""Functions that are asked once more, in a worker: questions and answers go together, or else one by one."""

from contextlib import contextmanager

import numpy as np
import pytest

from lecture_nn.checks.answers import Namespace
from lecture_nn.grading import remote
from lecture_nn.grading.begun import Begun
from lecture_nn.student_code import AnswerError
from lecture_nn.workers import Limits, Plain, wire

CODE = """
import os
def square(x):
    if x < 0:
        raise ValueError("no root")
    if x == 66:
        os._exit(0)
    return x * x
"""


class Noting(Plain):
    """Workers whose messages are counted, and what each of them weighs."""

    def __init__(self):
        super().__init__()
        self.sent, self.started = [], 0

    def start(self, limits):
        worker, self.started = super().start(limits), self.started + 1
        write = worker._stream.write
        worker._stream.write = lambda data: (self.sent.append(len(data)), write(data))[1]
        return worker


@contextmanager
def asked(code=CODE):
    """Answers of a worker that has run its cells, and what was sent to it since."""
    starter = Noting()
    answers = remote.Remote(Begun([code]), starter, Limits(), (["square"], []))
    try:
        with answers.limit(60):
            starter.sent.clear()
            yield answers, starter
    finally:
        answers.close()


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    monkeypatch.setattr(remote, "AGAIN", 30.0)  # a busy machine may take longer than a student's answer is given


def test_several_questions_are_one_message_and_each_has_its_own_answer():
    with asked() as (answers, starter):
        assert answers.each_again("square", [(2.0,), (3.0,), (np.array(5.0),)]) == [4.0, 9.0, 25.0]
        assert len(starter.sent) == 1
        assert answers.square(7.0) == 49.0


def test_an_error_is_the_answer_to_its_own_question_only():
    with asked() as (answers, _):
        first, second, third = answers.each_again("square", [(2.0,), (-1.0,), (3.0,)])
        assert (first, third) == (4.0, 9.0)
        assert isinstance(second, AnswerError)
    in_a_notebook = Namespace({"square": lambda x: x * x if x > 0 else 1 / 0}).each_again("square", [(2.0,), (0.0,)])
    assert in_a_notebook[0] == 4.0
    assert isinstance(in_a_notebook[1], AnswerError)


def test_what_an_error_came_from_is_found_out_for_the_check_alone():
    with asked() as (answers, _):
        with pytest.raises(AnswerError, match="no root") as told:
            answers.square(-1.0)
        with pytest.raises(AnswerError) as untold:
            answers.again("square", (-1.0,))
    assert told.value.noted
    assert (str(untold.value), untold.value.noted) == ("", "")


def test_a_worker_that_ends_at_one_question_is_started_again_for_the_others():
    with asked() as (answers, starter):
        first, second, third = answers.each_again("square", [(2.0,), (66,), (3.0,)])
        assert starter.started == 4  # together and then alone: each time it may have been chance, once
        assert all(isinstance(each, AnswerError) for each in answers.each_again("square", [(2.0,), (3.0,)]))
        assert starter.started == 4, "for questions on which no point depends it isn't started again and again"
    assert first == 4.0
    assert isinstance(second, AnswerError)
    assert isinstance(third, AnswerError)
    assert answers.status == "ok"


def test_what_ends_the_process_in_python_is_the_answer_to_its_own_question_only():
    leaving = "def square(x):\n    if x == 3.0:\n        raise SystemExit\n    return x * x"
    with asked(leaving) as (answers, starter):
        first, second, third = answers.each_again("square", [(2.0,), (3.0,), (4.0,)])
        assert (first, third) == (4.0, 16.0)
        assert isinstance(second, AnswerError)
        assert starter.started == 1


def test_answers_that_are_too_long_together_come_one_by_one(monkeypatch):
    monkeypatch.setattr(wire, "MOST_NUMBERS", 25_000)  # for whoever reads; who writes has its own
    several = [(np.full(10_000, n),) for n in (1.0, 2.0, 3.0)]
    with asked("def square(x):\n    return x * x") as (answers, starter):
        found = answers.each_again("square", several)
        assert [each[0] for each in found] == [1.0, 4.0, 9.0]
        assert answers.status == "ok"
        assert answers.square(7.0) == 49.0
    with asked("def square(x):\n    return [0.0] * 15_000") as (answers, starter):  # a third of what a reply may have
        found = answers.each_again("square", [(1.0,), (2.0,), (3.0,)])
        assert [len(each) for each in found] == [15_000] * 3
        assert starter.started == 1


def test_an_answer_that_hangs_leaves_no_reply_to_the_next_question(monkeypatch):
    monkeypatch.setattr(remote, "AGAIN", 3.0)  # in which one that doesn't hang answers on any machine
    hanging = "def square(x):\n    while x == 3.0:\n        pass\n    return x * x"
    with asked(hanging) as (answers, _):
        first, second, third = answers.each_again("square", [(2.0,), (3.0,), (4.0,)])
        assert first == 4.0
        assert isinstance(second, AnswerError)
        assert isinstance(third, AnswerError)
        with answers.limit(60):
            assert answers.square(5.0) == 25.0


def test_a_reply_that_takes_too_much_memory_leaves_none_to_the_next_question():
    """The judge has a limit of its own, and of a reply that it couldn't take the rest is still on its way."""
    with asked() as (answers, starter):
        receive = answers._worker.receive

        def full(deadline):
            answers._worker.receive = receive
            raise MemoryError

        answers._worker.receive = full
        assert answers.each_again("square", [(2.0,), (3.0,), (4.0,)]) == [4.0, 9.0, 16.0]
        assert answers.status == "ok"
        with answers.limit(60):
            assert answers.square(5.0) == 25.0
        assert starter.started == 2
