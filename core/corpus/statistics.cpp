// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/corpus/statistics.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace contrafact::corpus {

namespace {

/// "Eb" or "C#m" of a key signature.
std::string keyName(const score::KeyEvent& key) {
    constexpr std::string_view kFifths = "FCGDAEB";
    const int fifth = key.sharps + (key.minor ? 4 : 1); // A minor is four fifths above F
    const int sign = static_cast<int>(std::floor(fifth / 7.0));
    const auto letter = kFifths[static_cast<std::size_t>(fifth - 7 * sign)];
    return letter + std::string(sign < 0 ? "b" : sign > 0 ? "#" : "") + (key.minor ? "m" : "");
}

void addMeters(const score::Score& score, std::map<std::string, double>& meters) {
    const auto& events = score.meter.events();
    for (std::size_t i = 0; i < events.size(); ++i) {
        const auto next = i + 1 < events.size() ? events[i + 1].tick : score.end();
        const auto length = std::min(next, score.end()) - events[i].tick;
        if (length.value <= 0) continue;
        const auto bar = score.meter.barLength(events[i].tick);
        meters[std::to_string(events[i].numerator) + "/" + std::to_string(events[i].denominator)] +=
            std::ceil(static_cast<double>(length.value) / static_cast<double>(bar.value));
    }
}

void addFamilies(const score::Score& score, std::array<int, encoding::kFamilies>& songsWith) {
    std::set<encoding::Family> playing;
    for (int i = 0; i < score.trackCount(); ++i)
        if (!score.track(i).notes().empty())
            playing.insert(encoding::familyOf(score.track(i).info));
    for (const auto family : playing) ++songsWith[static_cast<std::size_t>(family)];
}

Spread spreadOf(std::vector<double> values) {
    if (values.empty()) return {};
    std::ranges::sort(values);
    return {values.front(), values[values.size() / 2], values.back()};
}

/// "duplicate of a.mid" is one reason with all its likes.
std::string kindOf(const std::string& why) {
    for (const char* kind : {"duplicate", "same notes"})
        if (why.starts_with(kind))
            return kind == std::string_view("duplicate") ? "the same file again"
                                                         : "the same notes again";
    return why.substr(0, why.find(": "));
}

} // namespace

Statistics statisticsOf(const Corpus& corpus) {
    Statistics out;
    std::vector<double> bpm, bars, seconds;
    for (const auto& song : corpus.songs) {
        const auto& score = song.score;
        addMeters(score, out.meters);
        addFamilies(score, out.songsWith);
        if (score.keys.empty())
            ++out.songsWithoutKey;
        else
            ++out.keys[keyName(score.keys.front())];
        bpm.push_back(score.tempo.bpmAt(score::Tick()));
        bars.push_back(score::barCount(score));
        seconds.push_back(song.seconds);
        out.songsWithText += !song.text.empty();
        out.sameMusic += !song.sameAs.empty();
    }
    out.bpm = spreadOf(std::move(bpm));
    out.bars = spreadOf(std::move(bars));
    out.seconds = spreadOf(std::move(seconds));
    out.perBar = noteDensity(corpus);
    for (const auto& each : corpus.skipped) ++out.leftOut[kindOf(each.why)];
    return out;
}

} // namespace contrafact::corpus
