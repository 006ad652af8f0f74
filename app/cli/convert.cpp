// SPDX-License-Identifier: GPL-3.0-or-later
// contrafact convert: from one file format of music to another.
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "core/exchange/formats.h"
#include "core/exchange/losses.h"

#include <memory>

namespace contrafact::app {

namespace {

struct ConvertOptions {
    std::string in;
    std::string out;
};

int convert(const ConvertOptions& options) {
    const auto music = exchange::readMusic(options.in);
    if (!music) return fail(music.error());
    for (const auto& warning : music->warnings) warn(warning);
    const auto written = exchange::writeMusic(music->scores, options.out);
    if (!written) return fail(written.error());
    for (const auto& loss : exchange::lossesIn(music->scores, options.out)) warn(loss);
    for (const auto& path : *written) print(path.string());
    return kDone;
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& word : words) out += (out.empty() ? "" : " ") + word;
    return out;
}

} // namespace

Action addConvert(CLI::App& command) {
    auto options = std::make_shared<ConvertOptions>();
    command.add_option("in", options->in, "Reads " + joined(exchange::readableExtensions()))
        ->required();
    command
        .add_option("out", options->out,
                    "Writes " + joined(exchange::writableExtensions()) +
                        "; what one file cannot hold goes on into OUT-1, OUT-2, ...")
        ->required();
    return [options] { return convert(*options); };
}

} // namespace contrafact::app
