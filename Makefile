# The front door. Each target is the only command a newcomer needs: what the machine lacks is
# installed by tools/setup first.
.PHONY: all demo demo-steps chat chat-steps test test-steps bench check format install clean

PREFIX ?= /usr/local
DESTDIR ?=
OUT ?= out

# The two programs.
all:
	tools/setup build
	cmake --preset release
	cmake --build build --target programs

# A film is drawn, spoken and scored on the spot, and its trailer made. No model is needed, so only
# cinecut is built.
demo:
	tools/timed $(MAKE) --no-print-directory demo-steps

demo-steps:
	tools/setup demo
	cmake --preset release
	cmake --build build --target cinecut
	build/bin/cinecut sample $(OUT)/demo
	build/bin/cinecut $(OUT)/demo/sample.mkv --vibe thriller -o $(OUT)/demo/sample_trailer_thriller.mp4

# The small default models are fetched, the server is started and asked something.
chat:
	tools/timed $(MAKE) --no-print-directory chat-steps

chat-steps:
	tools/setup build
	cmake --preset release
	cmake --build build --target minerva
	tools/chat

test:
	tools/timed $(MAKE) --no-print-directory test-steps

test-steps:
	tools/setup test
	cmake --preset release
	cmake --build build
	tools/test

bench:
	tools/setup bench
	cmake --preset release
	cmake --build build
	tools/bench

# All that a change must pass before it is shared: layers, format, analysis, sanitizers.
check:
	tools/setup develop
	tools/check

format:
	tools/setup develop
	git ls-files '*.h' '*.cpp' | xargs clang-format-19 -i

install: all
	DESTDIR=$(DESTDIR) cmake --install build --prefix $(PREFIX)

clean:
	rm -rf build
