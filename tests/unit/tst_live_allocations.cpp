// SPDX-License-Identifier: GPL-3.0-or-later
// The audio callback makes not one allocation, whatever it plays and whatever is changed meanwhile.
#include "tests/support/player_rig.h"
#include "tests/support/test.h"

#include <atomic>
#include <cstdlib>

using namespace contrafact;
using namespace contrafact::audio;
using namespace contrafact::test;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CONTRAFACT_COUNTS_ALLOCATIONS 0 // the sanitizer has taken malloc's place
#else
#define CONTRAFACT_COUNTS_ALLOCATIONS 1

namespace {
std::atomic<int> heapCalls{0};
}

// Every allocation and release of this program, those of FluidSynth included, goes through here.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);
void* malloc(std::size_t size) {
    ++heapCalls;
    return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
    ++heapCalls;
    return __libc_calloc(count, size);
}
void* realloc(void* old, std::size_t size) {
    ++heapCalls;
    return __libc_realloc(old, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
    ++heapCalls;
    return __libc_memalign(alignment, size);
}
int posix_memalign(void** out, std::size_t alignment, std::size_t size) {
    ++heapCalls;
    *out = __libc_memalign(alignment, size);
    return *out ? 0 : 12; // ENOMEM
}
void free(void* old) {
    ++heapCalls;
    __libc_free(old);
}
}
#endif

class TestLiveAllocations : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theCallbackNeverAllocates() {
#if CONTRAFACT_COUNTS_ALLOCATIONS
        std::vector<score::Note> notes;
        for (int i = 0; i < 400; ++i) notes.push_back(note(i * 7, 50, 30 + i % 60));
        auto score = oneTrack(notes);
        for (int i = 0; i < 5; ++i) {
            score::TrackInfo info;
            info.channel = i + 5; // 9 is among them
            info.program = i * 20;
            score::Track track(info, notes);
            track.events = withPedalAndPrograms().track(0).events;
            score.addTrack(std::move(track));
        }
        // FluidSynth's effects are left out: their one block is not ours to avoid (synth.h).
        Rig rig(score, false);
        rig.player.post(command::SetLoop{0, 960});
        rig.player.post(command::Play{1});
        int calls = countedRun(rig);
        QCOMPARE(calls, 0); // steady, with loops

        for (int i = 0; i < 20; ++i) {
            score.editTrack(i % 6).info.program = 5 * i;
            score.editTrack(i % 5).info.mute = i % 2 == 0;
            rig.set(score);
            rig.player.post(command::Audition{{.program = 40}, 60, 90});
            rig.player.post(command::Seek{double(i * 30), 2});
            calls += countedRun(rig);
        }
        QCOMPARE(calls, 0); // music changed
        rig.changeSynth(false);
        rig.player.post(command::SetPort{new PortHolder(nullptr)});
        QCOMPARE(countedRun(rig), 0); // SoundFont changed, port closed
#else
        QSKIP("the sanitizer has taken malloc's place");
#endif
    }

private:
#if CONTRAFACT_COUNTS_ALLOCATIONS
    static int countedRun(Rig& rig) {
        const int before = heapCalls;
        rig.run(0.08, 256);
        return heapCalls - before;
    }
#endif
};

CONTRAFACT_TEST(TestLiveAllocations)
#include "tst_live_allocations.moc"
