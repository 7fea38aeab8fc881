# The front door. Each target is the only command a newcomer needs: what the machine lacks is
# installed by tools/setup first.
.PHONY: all demo chat test bench check format install clean

PREFIX ?= /usr/local
DESTDIR ?=
OUT ?= out

all: build/build.ninja
	cmake --build build

build/build.ninja: CMakeLists.txt CMakePresets.json
	tools/setup build
	cmake --preset release

# A film is drawn, spoken and scored on the spot, and its trailer made.
demo: all
	build/bin/cinecut sample $(OUT)/demo
	build/bin/cinecut $(OUT)/demo/sample.mkv --vibe thriller -o $(OUT)/demo/sample_trailer_thriller.mp4

# The default models are fetched, the server is started and asked something.
chat: all
	tools/setup test
	tools/chat

test: all
	tools/setup test
	tools/test

bench: all
	tools/setup bench
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
