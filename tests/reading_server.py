"""A server that speaks OpenAI's dialect and answers questions about a screenplay from its truth (screenplays.py),
or not as it should. In threads of the test."""
import json
import re
import threading
import time

from local_server import LocalServer


class ReadingServer(LocalServer):
    """`kind`: good; garbage (no JSON); foreign (numbers of lines that there are not); cut (half of the answer);
    slow (each answer takes `pause_s`); refuses (401); held (answers nothing until `go` is set, after the first
    `before`); dies (drops the connection once, after the first `before`); poison (drops it for one part, each time);
    one_bad (garbage for one part); no_cards (garbage where cards are asked for); fickle (turns elsewhere each time); senseless (turns out of order)."""

    def __init__(self, play, kind="good", before=0, pause_s=3600.0, cards=()):
        self.play, self.kind, self.before, self.pause_s, self.cards = play, kind, before, pause_s, list(cards)
        self.asked = []  # The texts of questions.
        self.go = threading.Event()
        self.lock = threading.Lock()
        self.at_work = self.most_at_work = 0
        super().__init__("reader")

    def __exit__(self, *_):
        self.go.set()
        super().__exit__()

    def answer(self, handler, body):
        assert body["model"] == "reader" and set(body) <= {
            "model", "messages", "max_tokens", "temperature", "seed", "response_format"}, body
        text = body["messages"][0]["content"]
        with self.lock:
            self.asked.append(text)
            number = len(self.asked)
            self.at_work += 1
            self.most_at_work = max(self.most_at_work, self.at_work)
        try:
            self.answer_text(handler, body, text, number)
        finally:
            with self.lock:
                self.at_work -= 1

    def answer_text(self, handler, body, text, number):
        is_marked = self.play.text_of(self.play.spine[2][0]) in text and "\nLines:\n" in text
        if self.kind == "refuses":
            return handler.reply(401, {"error": {"message": "no key, no answer"}})
        if self.kind == "slow":
            self.go.wait(self.pause_s)
        if self.kind == "held" and number > self.before:
            self.go.wait()
        if (self.kind == "dies" and number == self.before + 1) or (self.kind == "poison" and is_marked):
            handler.close_connection = True
            return handler.connection.close()
        is_bad = self.kind == "garbage" or (self.kind == "one_bad" and is_marked) or (
            self.kind == "no_cards" and self.is_about_cards(text))
        said = "I would rather not say." if is_bad else json.dumps(self.read(text, number))
        if self.kind == "cut":
            said = said[:len(said) // 2]
        time.sleep(0.01)
        handler.reply(200, {"choices": [{"index": 0, "finish_reason": "stop",
                                         "message": {"role": "assistant", "content": said}}]})

    def read(self, text, number):
        """The answer, as far as the question shows the truth."""
        if self.is_about_cards(text):
            return {"cards": self.cards}
        head, _, shown = text.partition("\nLines:\n")
        if shown:
            return self.read_part(self.numbers(shown))
        _, _, shown = text.partition("\nIts lines:\n")
        assert shown, head
        return self.read_whole(self.numbers(shown), number)

    @staticmethod
    def is_about_cards(text):
        return "\ncards: " in text

    @staticmethod
    def numbers(shown):
        """Number of each line that is shown, by its text."""
        return {text.split(" / ")[0]: int(n) for n, text in re.findall(r"^(\d+) (.*)$", shown, re.M)}

    def read_part(self, numbers):
        planted = [numbers[self.play.lines[i]] for i, _ in self.play.spine if self.play.lines[i] in numbers]
        turns = [numbers[self.play.lines[i]] for i in self.play.turns if self.play.lines[i] in numbers]
        last = max(numbers.values())
        if self.kind == "foreign":
            turns = [last + 1]
        # As the schema has it: one from each third, and any other.
        left, chosen = planted + turns[1:], []
        for third in range(3):
            first = third * last // 3 + 1
            fitting = [n for n in left if first <= n <= max(first, (third + 1) * last // 3)]
            chosen.append(fitting[0] if fitting else min(first, last))
            left = [n for n in left if n != chosen[-1]]
        turn = (turns + left + [1])[0]
        left = [n for n in left if n != turn]
        return {"summary": f"They talk about {len(numbers)} things.", "want": "All want home.", "change": "Little.",
                "early": chosen[0], "middle": chosen[1], "late": chosen[2], "best": (left + [1])[0], "turn": turn}

    def read_whole(self, numbers, number):
        turns = [numbers.get(self.play.lines[i], 1) for i in self.play.turns]
        if self.kind == "senseless":
            turns.reverse()
        if self.kind == "fickle":
            places = sorted(numbers.values())
            in_film = sorted(places, key=lambda n: next(i for i, t in enumerate(self.play.lines)
                                                        if numbers.get(t) == n))
            at = [[0.0, 0.2, 0.4], [0.3, 0.5, 0.7], [0.6, 0.75, 0.99]][number % 3]
            turns = [in_film[int(share * len(in_film))] for share in at]
        spine = [{"line": numbers[self.play.lines[i]], "role": role}
                 for i, role in self.play.spine if self.play.lines[i] in numbers]
        return {"logline": "Somebody leads an expedition.", "protagonist": "the leader", "antagonist": "the valley",
                "begin": turns[0], "escalation": turns[1], "climax": turns[2],
                "secret": ["Who is buried."], "spine": spine}
