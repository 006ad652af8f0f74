// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/abc_reader.h"
#include "core/exchange/abc_writer.h"
#include "tests/fuzz/sound_score.h"
#include "tests/support/random_score.h"

namespace contrafact::fuzz {

namespace {

/// What was read may be refused by the writer; what it writes can be read without complaint.
void requireReadable(const score::Score& score) {
    const auto written = exchange::writeAbc(score);
    if (!written) return require(!written.message().empty());
    const auto again = exchange::readAbc(*written, "written");
    require(again.ok() && again->scores.size() == 1 && again->warnings.empty());
    require(again->scores[0].noteCount() <= score.noteCount());
}

} // namespace

void readAbc(Bytes bytes) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const auto file = exchange::readAbc(text, "input");
    if (!file) return require(!file.message().empty());
    require(!file->scores.empty() && file->texts.size() == file->scores.size() &&
            file->places.size() == file->scores.size());
    for (const auto& score : file->scores) {
        requireSound(score);
        requireReadable(score);
    }
}

void writeAbc(Bytes bytes) {
    const auto score = test::randomGridScore(test::Random(bytes));
    const auto written = exchange::writeAbc(score);
    require(written.ok());
    const auto file = exchange::readAbc(*written, "written");
    require(file.ok() && file->warnings.empty() && file->scores.size() == 1);
    require(test::differenceAsAbc(score, file->scores[0]).empty());
    const auto twice = exchange::writeAbc(file->scores[0]);
    require(twice.ok() && *twice == *written);
}

} // namespace contrafact::fuzz
