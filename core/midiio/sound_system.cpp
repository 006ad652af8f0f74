// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/midiio/sound_system.h"

#include <dlfcn.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <mutex>

namespace contrafact::midiio {

namespace {

// A JACK client library that finds no server starts one, which takes seconds and the sound card.
// Set before main: changing the environment is not safe beside other threads.
[[maybe_unused]] const int kNoServerIsStarted = ::setenv("JACK_NO_START_SERVER", "1", 0);

constexpr int kJackNoStartServer = 1; // JackNoStartServer of <jack/types.h>

/// FluidSynth and RtMidi bring ALSA's and JACK's libraries along where they were built with them;
/// asking for their functions by name needs no headers and works without them.
template<typename Function>
Function* loaded(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_DEFAULT, name));
}

using AlsaHandler = void(const char*, int, const char*, int, const char*, ...);
using JackHandler = void(const char*);

void ignoreAlsa(const char*, int, const char*, int, const char*, ...) {}
void ignoreJack(const char*) {}

} // namespace

void silenceSoundSystems() {
    // A sound server that dies leaves sockets behind that somebody in its library still writes to;
    // that must not end the program. Whoever handles the signal keeps doing so.
    struct sigaction now {};
    if (::sigaction(SIGPIPE, nullptr, &now) == 0 && now.sa_handler == SIG_DFL)
        ::signal(SIGPIPE, SIG_IGN);

    static std::once_flag once;
    std::call_once(once, [] {
        if (auto* set = loaded<int(AlsaHandler*)>("snd_lib_error_set_handler")) set(ignoreAlsa);
        if (auto* set = loaded<void(JackHandler*)>("jack_set_error_function")) set(ignoreJack);
        if (auto* set = loaded<void(JackHandler*)>("jack_set_info_function")) set(ignoreJack);
    });
}

bool alsaSequencerExists() {
    return ::access("/dev/snd/seq", F_OK) == 0;
}

int jackSampleRate() {
    silenceSoundSystems();
    auto* open = loaded<void*(const char*, int, int*, ...)>("jack_client_open");
    auto* rate = loaded<unsigned(void*)>("jack_get_sample_rate");
    auto* close = loaded<int(void*)>("jack_client_close");
    if (!open || !rate || !close) return 0;
    void* client = open("contrafact-probe", kJackNoStartServer, nullptr);
    if (!client) return 0;
    const auto frames = static_cast<int>(rate(client));
    close(client);
    return frames;
}

} // namespace contrafact::midiio
