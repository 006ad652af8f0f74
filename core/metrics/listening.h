// SPDX-License-Identifier: GPL-3.0-or-later
// What people hear in pieces whose origin they do not know: their answers, the table of them and
// how far listeners agree. The questions are those of Tables 1 to 3 of "Comparing Different Neural
// Network Architectures" (2022), where a cross, a tick or N/A stands for each. Pure; any thread.
#pragma once

#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace contrafact::metrics {

inline constexpr std::array<std::string_view, 4> kQuestions{"Melody", "Rhythm", "Harmony",
                                                            "Uniform mood"};

enum class Heard { Open, Yes, No, NotApplicable };

/// One piece as one listener heard it.
struct Judgement {
    std::string source; ///< who wrote it: a model, or "real music"
    std::string piece;  ///< its name, the same for every listener
    std::array<Heard, kQuestions.size()> heard{};

    bool complete() const;
    bool operator==(const Judgement&) const = default;
};

struct ListeningSheet {
    std::string listener;
    std::vector<Judgement> judgements; ///< in the order in which the pieces were heard

    bool operator==(const ListeningSheet&) const = default;
};

struct Tally {
    int yes = 0;
    int no = 0;
    int notApplicable = 0;

    /// Of those who found the question to apply, 0..1; NaN where nobody did.
    double share() const;
    /// A tick, a cross or N/A where there is one answer, else how many ticks of how many.
    std::string text() const;
};

/// What all listeners heard in the pieces of one source.
struct HeardOfSource {
    std::string source;
    std::array<Tally, kQuestions.size()> tallies{};
};

/// A row a source, in the order of their names.
std::vector<HeardOfSource> heardOfSources(std::span<const ListeningSheet> sheets);

/// Fleiss' kappa over every question on every piece that two or more listeners answered, each
/// weighted alike: 1 where they always say the same, 0 where they agree as often as chance. NaN
/// with fewer than two answers on anything, and where all answers are the same one.
double agreement(std::span<const ListeningSheet> sheets);

/// A table in Markdown with Tally::text() in its cells; below it listeners and agreement.
std::string listeningTable(std::span<const ListeningSheet> sheets);

std::string toJson(const ListeningSheet& sheet);
Result<ListeningSheet> readListeningSheet(const std::string& json, const std::string& name);

} // namespace contrafact::metrics
