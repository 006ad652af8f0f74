// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/systems/bar_rnn/harmony.h"

#include "core/encoding/events.h"
#include "models/systems/bar_rnn/form.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

namespace contrafact::models::bar_rnn {

namespace {

using Chords = Harmony::Chords;
using Counts = std::array<int, encoding::kChords>;

/// Bars before that a chord depends on, where songs enough have been there.
constexpr int kContext = 3;
constexpr int kEnough = 12;
/// A bar's chord is an estimate, and a wrong one is rare: chords of a smaller share of all bars are
/// left out, and what is common is raised over what is not.
constexpr double kRare = 0.02;
constexpr double kCommon = 1.5;
/// A phrase that hardly moves is drawn again, so often.
constexpr int kTries = 12;
constexpr int kFewestChords = 3, kLongestStay = 3;
constexpr int kMajorTonic = 1, kMinorTonic = 2; ///< chords of C

/// The chord with its root so many semitones higher.
int moved(int chord, int semitones) {
    if (chord == 0) return 0;
    const int root = (chord - 1) / 2, minor = (chord - 1) % 2;
    return 1 + 2 * ((root + semitones + 12) % 12) + minor;
}

/// The progressions of one mode, asked what comes next.
class Progressions {
public:
    /// `tonic`: its chord.
    Progressions(const Chords& songs, int tonic, std::uint64_t seed)
        : m_songs(songs)
        , m_tonic(tonic)
        , m_random(seed) {
        int place = 0;
        Counts counts{};
        for (const auto chord : songs) {
            if (chord > 0 && chord < counts.size()) ++counts[chord];
            m_places.push_back(place);
            place = chord == Harmony::kSongEnd ? 0 : place + 1;
        }
        for (std::size_t i = 0; i < counts.size(); ++i)
            m_isCommon[i] = counts[i] > kRare * static_cast<double>(songs.size());
        m_answers = shareOfAnswers();
    }

    /// Chords relative to the tonic; `before` is what stands before them.
    std::vector<int> phrase(const std::vector<int>& before) {
        auto chords = drawn(before);
        for (int i = 1; i < kTries && !moves(chords); ++i) chords = drawn(before);
        return chords;
    }

    /// The chord after these, whose first began a phrase.
    int following(const std::vector<int>& all) {
        const auto place = static_cast<int>(all.size()) % kPhrase;
        if (place == kHalf) m_isAnswering = uniform() < m_answers;
        if (m_isAnswering && place >= kHalf && place < kHalf + kAnswer)
            if (const int heard = all[all.size() - kHalf]; heard > 0) return heard;
        return next(all, place);
    }

    /// Ends on the tonic, by way of a chord that leads there in songs. A song's key is an estimate:
    /// where the tonic has been heard in the other mode, it ends in that.
    void close(std::vector<int>& chords) {
        const int parallel = m_tonic == kMajorTonic ? kMinorTonic : kMajorTonic;
        const bool isOther =
            std::ranges::count(chords, parallel) > std::ranges::count(chords, m_tonic);
        const int last = isOther ? parallel : m_tonic;
        chords.back() = last;
        if (chords.size() < 2) return;
        Counts leading{};
        for (std::size_t i = 0; i + 1 < m_songs.size(); ++i)
            if (m_songs[i + 1] == last && m_songs[i] != m_tonic && m_songs[i] != parallel &&
                isCommon(m_songs[i]))
                ++leading[m_songs[i]];
        if (const int chord = draw(leading); chord > 0) chords[chords.size() - 2] = chord;
    }

private:
    bool isCommon(int chord) const {
        return static_cast<std::size_t>(chord) < m_isCommon.size() &&
               m_isCommon[static_cast<std::size_t>(chord)];
    }

    static bool moves(const std::vector<int>& phrase) {
        std::array<bool, encoding::kChords> heard{};
        int stay = 0, longest = 0, last = -1;
        for (const int chord : phrase) {
            heard[static_cast<std::size_t>(chord)] = true;
            stay = chord == last ? stay + 1 : 1;
            longest = std::max(longest, stay);
            last = chord;
        }
        return std::ranges::count(heard, true) >= kFewestChords && longest <= kLongestStay;
    }

    std::vector<int> drawn(std::vector<int> all) {
        const auto before = all.size();
        const bool answers = uniform() < m_answers;
        for (int place = 0; place < kPhrase; ++place) {
            const bool again = answers && place >= kHalf && place < kHalf + kAnswer;
            all.push_back(again ? all[all.size() - kHalf] : next(all, place));
        }
        all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(before));
        return all;
    }

    /// How often the second half of a phrase begins as the first did.
    double shareOfAnswers() const {
        double phrases = 0, answers = 0;
        for (std::size_t i = 0; i + kHalf + kAnswer <= m_songs.size(); ++i) {
            if (m_places[i] % kPhrase != 0 || m_places[i + kHalf + kAnswer - 1] < m_places[i])
                continue;
            const auto first = m_songs.begin() + static_cast<std::ptrdiff_t>(i);
            ++phrases;
            answers += std::equal(first, first + kAnswer, first + kHalf);
        }
        return phrases > 0 ? answers / phrases : 0;
    }

    double uniform() { return static_cast<double>(m_random() >> 11) * 0x1p-53; }

    /// After the longest context that songs have had often enough at this place of a phrase.
    int next(const std::vector<int>& before, int place) {
        for (int context = std::min<int>(kContext, static_cast<int>(before.size())); context >= 0;
             --context) {
            const auto counts = countAfter(before, context, place);
            int all = 0;
            for (const int count : counts) all += count;
            if (all >= kEnough || context == 0) return std::max(draw(counts), 0);
        }
        return 0;
    }

    Counts countAfter(const std::vector<int>& before, int context, int place) const {
        Counts counts{};
        for (std::size_t i = static_cast<std::size_t>(context); i < m_songs.size(); ++i) {
            if (isCommon(m_songs[i]) && m_places[i] % 4 == place % 4 && m_places[i] >= context &&
                std::equal(before.end() - context, before.end(),
                           m_songs.begin() + static_cast<std::ptrdiff_t>(i) - context))
                ++counts[m_songs[i]];
        }
        return counts;
    }

    /// 0 where nothing was counted.
    int draw(const Counts& counts) {
        std::array<double, encoding::kChords> odds{};
        double all = 0;
        for (std::size_t i = 0; i < odds.size(); ++i) all += odds[i] = std::pow(counts[i], kCommon);
        if (all == 0) return 0;
        double at = uniform() * all;
        for (std::size_t i = 0; i < odds.size(); ++i)
            if ((at -= odds[i]) < 0) return static_cast<int>(i);
        return 0;
    }

    const Chords& m_songs;
    int m_tonic;
    std::vector<int> m_places; ///< bars since the song's first
    std::array<bool, encoding::kChords> m_isCommon{};
    double m_answers = 0;
    bool m_isAnswering = false; ///< the second half of the phrase that goes on
    std::mt19937_64 m_random;
};

} // namespace

void Harmony::add(std::span<const encoding::NoteBar> bars, int key) {
    if (key < 0) return;
    auto& chords = m_chords[static_cast<std::size_t>(key % 2)];
    for (const auto& bar : bars)
        chords.push_back(static_cast<std::uint8_t>(moved(encoding::chordOf(bar), 12 - key / 2)));
    chords.push_back(kSongEnd);
}

std::vector<int> Harmony::draw(int bars, int key, bool ends, std::uint64_t seed) const {
    if (key < 0 || bars <= 0) return {};
    const auto& songs = m_chords[static_cast<std::size_t>(key % 2)];
    if (songs.empty()) return {};
    Progressions progressions(songs, key % 2 == 0 ? kMajorTonic : kMinorTonic, seed);
    std::map<int, std::vector<int>> phrases;
    std::vector<int> all;
    while (std::ssize(all) < bars) {
        const int name = phraseAt(static_cast<int>(all.size()));
        if (!phrases.contains(name)) phrases[name] = progressions.phrase(all);
        all.insert(all.end(), phrases[name].begin(), phrases[name].end());
    }
    all.resize(static_cast<std::size_t>(bars));
    if (ends) progressions.close(all);
    for (auto& chord : all) chord = chord == 0 ? -1 : moved(chord, key / 2);
    return all;
}

std::vector<int> Harmony::goOn(std::span<const int> before, int bars, int key,
                               std::uint64_t seed) const {
    if (key < 0 || bars <= 0) return {};
    const auto& songs = m_chords[static_cast<std::size_t>(key % 2)];
    if (songs.empty()) return {};
    Progressions progressions(songs, key % 2 == 0 ? kMajorTonic : kMinorTonic, seed);
    std::vector<int> all;
    for (const int chord : before) all.push_back(moved(chord, 12 - key / 2));
    for (int bar = 0; bar < bars; ++bar) all.push_back(progressions.following(all));
    all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(before.size()));
    for (auto& chord : all) chord = chord == 0 ? -1 : moved(chord, key / 2);
    return all;
}

} // namespace contrafact::models::bar_rnn
