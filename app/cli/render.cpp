// SPDX-License-Identifier: GPL-3.0-or-later
// contrafact render: music to sound, through FluidSynth.
#include "app/cli/command.h"
#include "app/cli/console.h"
#ifdef CONTRAFACT_HAS_DESKTOP
#include "app/cli/interrupt.h"
#include "core/audio/render.h"
#include "core/exchange/formats.h"
#endif

#include <map>
#include <memory>

namespace contrafact::app {

namespace {

struct RenderOptions {
    std::string in;
    std::string out;
    std::string soundFont;
    int rate = 44'100;
    std::string bits = "16";
};

#ifdef CONTRAFACT_HAS_DESKTOP
int render(const RenderOptions& options) {
    static const std::map<std::string, audio::SampleFormat> kFormats{
        {"16", audio::SampleFormat::Int16},
        {"24", audio::SampleFormat::Int24},
        {"float", audio::SampleFormat::Float32}};
    const auto music = exchange::readMusic(options.in);
    if (!music) return fail(music.error());
    for (const auto& warning : music->warnings) warn(warning);
    if (music->scores.size() > 1)
        warn(options.in + " holds " + std::to_string(music->scores.size()) +
             " pieces; the first one is rendered");

    const Interrupt interrupt;
    ProgressLine line;
    audio::RenderOptions render;
    render.soundFont = options.soundFont;
    render.sampleRate = options.rate;
    render.format = kFormats.at(options.bits);
    render.stop = interrupt.token();
    render.progress = line.sink();
    const auto done = audio::renderToFile(music->scores.front(), options.out, render);
    if (interrupt.requested()) return kInterrupted;
    if (!done) return fail(done.error());
    print(options.out);
    return kDone;
}
#else
int render(const RenderOptions&) {
    return fail({"this build has no audio; build it with -DCONTRAFACT_DESKTOP=ON"});
}
#endif

} // namespace

Action addRender(CLI::App& command) {
    auto options = std::make_shared<RenderOptions>();
    command.add_option("in", options->in, "A MIDI or ABC file")->required();
    command.add_option("out", options->out, "A .wav, .flac or .ogg file")->required();
    command.add_option("--soundfont", options->soundFont, "The instruments (default: found)");
    command.add_option("--rate", options->rate, "Frames a second (default: 44100)")
        ->check(CLI::Range(8'000, 96'000));
    command.add_option("--bits", options->bits, "16, 24 or float (default: 16)")
        ->check(CLI::IsMember({"16", "24", "float"}));
    return [options] { return render(*options); };
}

} // namespace contrafact::app
