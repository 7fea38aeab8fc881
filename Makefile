# The front door. Each target is the only command a newcomer needs: what the machine lacks is
# installed by tools/setup first.
.PHONY: all demo demo-steps chat chat-steps test test-steps bench check format install clean

PREFIX ?= /usr/local
DESTDIR ?=
OUT ?= out

# $(call build,STAGE,TARGET): what tools/setup installs for the stage, then the target.
define build
tools/setup $(1)
cmake --preset release
cmake --build build --target $(2)
endef

# The two programs, and the library that `make install` installs beside them.
all:
	$(call build,build,programs)

demo chat test:
	tools/timed $(MAKE) --no-print-directory $@-steps

# A film is drawn, spoken and scored on the spot, and its trailer made. No model is needed, so only
# cinecut is built.
demo-steps:
	$(call build,demo,cinecut)
	build/bin/cinecut sample $(OUT)/demo
	build/bin/cinecut $(OUT)/demo/sample.mkv --vibe thriller -o $(OUT)/demo/sample_trailer_thriller.mp4

# The small default models are fetched, the server is started and asked something.
chat-steps:
	$(call build,chat,minerva)
	tools/chat

test-steps:
	$(call build,test,all)
	tools/test

bench:
	$(call build,bench,all)
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
