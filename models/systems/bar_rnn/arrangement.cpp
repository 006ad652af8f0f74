// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/arrangement.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace contrafact::models::bar_rnn {

namespace {

using encoding::NoteBar;

constexpr int kBand = 3; ///< instruments, at least
constexpr int kFewestPlayed =
    2; ///< bars of a stretch in which an instrument that belongs to it plays
constexpr std::int8_t kChordsAtOnce = 2, kSparse = 1; ///< classes
constexpr std::uint8_t kOpen = 255;

/// The mean class over the bars that have one.
class MeanClass {
public:
    void add(std::int8_t found) {
        if (found < 0) return;
        m_sum += found;
        ++m_count;
    }
    std::int8_t value() const {
        return static_cast<std::int8_t>(m_count > 0 ? std::lround(double(m_sum) / m_count) : -1);
    }

private:
    int m_sum = 0, m_count = 0;
};

/// One that hardly plays is left open.
Attributes partOf(std::span<const NoteBar> bars, int family) {
    MeanClass density, height, polyphony;
    int played = 0;
    for (const auto& bar : bars) {
        const auto found = attributesOf(bar, family);
        if (found.density == 0) continue;
        ++played;
        density.add(found.density);
        height.add(found.height);
        polyphony.add(found.polyphony);
    }
    if (played == 0) return {.density = 0};
    if (played < kFewestPlayed) return {};
    return {density.value(), height.value(), polyphony.value()};
}

/// Single notes or pairs that are no bass, and not too few of them: what one would sing of it is
/// not the top of chords.
bool isTune(const Attributes& part) {
    return part.polyphony < kChordsAtOnce && part.height > 0 && part.density > kSparse;
}

std::uint8_t byteOf(std::int8_t value) {
    return value < 0 ? kOpen : static_cast<std::uint8_t>(value);
}

std::int8_t classFrom(std::uint8_t byte, int classes) {
    return byte < classes ? static_cast<std::int8_t>(byte) : std::int8_t{-1};
}

} // namespace

Arrangement playedIn(std::span<const NoteBar> bars) {
    Arrangement found{.lead = leadOf(bars)};
    for (int family = 0; family < kFamilies; ++family)
        found.parts[static_cast<std::size_t>(family)] = partOf(bars, family);
    return found;
}

std::optional<Arrangement> arrangementOf(std::span<const NoteBar> bars) {
    const auto found = playedIn(bars);
    if (found.lead == Lead::None) return std::nullopt;
    if (!isTune(found.parts[static_cast<std::size_t>(familyOf(found.lead))])) return std::nullopt;
    const auto plays = [](const Attributes& part) { return part.density > 0; };
    if (std::ranges::count_if(found.parts, plays) < kBand) return std::nullopt;
    return found;
}

void Arrangements::add(std::span<const NoteBar> song) {
    std::vector<Arrangement> found;
    for (std::size_t from = 0; from + kLeadBars <= song.size(); from += kLeadBars)
        if (const auto one = arrangementOf(song.subspan(from, kLeadBars));
            one && std::ranges::find(found, *one) == found.end())
            found.push_back(*one);
    if (!found.empty()) m_songs.push_back(std::move(found));
}

std::vector<Arrangement> Arrangements::draw(std::size_t count,
                                            const std::function<bool(const Arrangement&)>& may,
                                            std::uint64_t seed) const {
    std::vector<std::vector<Arrangement>> usable;
    for (const auto& song : m_songs) {
        std::vector<Arrangement> fitting;
        std::ranges::copy_if(song, std::back_inserter(fitting), may);
        if (!fitting.empty()) usable.push_back(std::move(fitting));
    }
    if (usable.empty()) return {};
    std::mt19937_64 random(seed);
    const auto& song = usable[random() % usable.size()];
    std::vector<Arrangement> drawn;
    auto at = random() % song.size();
    // Through the song by thirds: what lies far apart differs most.
    const auto stride = std::max<std::size_t>(1, song.size() / count);
    for (std::size_t i = 0; i < count; ++i, at += stride) drawn.push_back(song[at % song.size()]);
    return drawn;
}

std::vector<std::uint8_t> Arrangements::bytes() const {
    std::vector<std::uint8_t> all;
    for (const auto& song : m_songs)
        for (std::size_t i = 0; i < song.size(); ++i) {
            all.push_back(i == 0);
            all.push_back(byteOf(static_cast<std::int8_t>(song[i].lead)));
            for (const auto& part : song[i].parts)
                for (const auto value : {part.density, part.height, part.polyphony})
                    all.push_back(byteOf(value));
        }
    return all;
}

Arrangements Arrangements::fromBytes(std::span<const std::uint8_t> bytes) {
    Arrangements all;
    for (std::size_t at = 0; at + kBytes <= bytes.size(); at += kBytes) {
        if (bytes[at] != 0 || all.m_songs.empty()) all.m_songs.emplace_back();
        Arrangement one{.lead = static_cast<Lead>(classFrom(bytes[at + 1], 1 + kFamilies))};
        for (std::size_t family = 0; family < kFamilies; ++family) {
            const auto* part = &bytes[at + 2 + 3 * family];
            one.parts[family] = {classFrom(part[0], kDensities), classFrom(part[1], kHeights),
                                 classFrom(part[2], kPolyphonies)};
        }
        all.m_songs.back().push_back(one);
    }
    return all;
}

} // namespace contrafact::models::bar_rnn
