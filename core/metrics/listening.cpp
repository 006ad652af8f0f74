// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/listening.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>

namespace contrafact::metrics {

namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 4> kHeardIds{"open", "yes", "no", "n/a"};
constexpr double kNoAnswer = std::numeric_limits<double>::quiet_NaN();

void count(Heard heard, Tally& tally) {
    tally.yes += heard == Heard::Yes;
    tally.no += heard == Heard::No;
    tally.notApplicable += heard == Heard::NotApplicable;
}

/// How often each answer was given to one question on one piece.
using Answers = std::array<double, 3>;

double sumOf(const Answers& answers) {
    return answers[0] + answers[1] + answers[2];
}

/// Of all pairs of listeners those that say the same.
double pairsThatAgree(const Answers& answers) {
    const double all = sumOf(answers);
    double same = 0;
    for (const double each : answers) same += each * (each - 1);
    return same / (all * (all - 1));
}

std::vector<Answers> comparable(std::span<const ListeningSheet> sheets) {
    std::map<std::pair<std::string, std::size_t>, Answers> items;
    for (const auto& sheet : sheets)
        for (const auto& judgement : sheet.judgements)
            for (std::size_t i = 0; i < kQuestions.size(); ++i)
                if (judgement.heard[i] != Heard::Open)
                    ++items[{judgement.piece, i}][static_cast<std::size_t>(judgement.heard[i]) - 1];
    std::vector<Answers> found;
    for (const auto& [key, answers] : items)
        if (sumOf(answers) >= 2) found.push_back(answers);
    return found;
}

Heard heardOf(const std::string& id) {
    const auto at = std::ranges::find(kHeardIds, id);
    return at == kHeardIds.end() ? Heard::Open : static_cast<Heard>(at - kHeardIds.begin());
}

json toJson(const Judgement& judgement) {
    json out{{"source", judgement.source}, {"piece", judgement.piece}};
    for (std::size_t i = 0; i < kQuestions.size(); ++i)
        out[std::string(kQuestions[i])] = kHeardIds[static_cast<std::size_t>(judgement.heard[i])];
    return out;
}

Judgement judgementOf(const json& in) {
    Judgement judgement{in.at("source").get<std::string>(), in.at("piece").get<std::string>()};
    for (std::size_t i = 0; i < kQuestions.size(); ++i)
        judgement.heard[i] = heardOf(in.value(std::string(kQuestions[i]), "open"));
    return judgement;
}

} // namespace

bool Judgement::complete() const {
    return std::ranges::count(heard, Heard::Open) == 0;
}

double Tally::share() const {
    return yes + no > 0 ? static_cast<double>(yes) / (yes + no) : kNoAnswer;
}

std::string Tally::text() const {
    if (yes + no == 0) return notApplicable > 0 ? "N/A" : "";
    if (yes + no == 1) return yes ? "✓" : "✗";
    return std::to_string(yes) + " of " + std::to_string(yes + no);
}

std::vector<HeardOfSource> heardOfSources(std::span<const ListeningSheet> sheets) {
    std::map<std::string, HeardOfSource> rows;
    for (const auto& sheet : sheets)
        for (const auto& judgement : sheet.judgements) {
            auto& row = rows[judgement.source];
            row.source = judgement.source;
            for (std::size_t i = 0; i < kQuestions.size(); ++i)
                count(judgement.heard[i], row.tallies[i]);
        }
    std::vector<HeardOfSource> found;
    for (auto& [source, row] : rows) found.push_back(std::move(row));
    return found;
}

double agreement(std::span<const ListeningSheet> sheets) {
    const auto items = comparable(sheets);
    if (items.empty()) return kNoAnswer;
    Answers all{};
    double observed = 0;
    for (const auto& item : items) {
        observed += pairsThatAgree(item) / static_cast<double>(items.size());
        for (std::size_t i = 0; i < all.size(); ++i) all[i] += item[i];
    }
    double chance = 0;
    for (const double each : all) chance += each / sumOf(all) * (each / sumOf(all));
    return chance < 1 ? (observed - chance) / (1 - chance) : kNoAnswer;
}

std::string listeningTable(std::span<const ListeningSheet> sheets) {
    std::string text = "| |", rule = "| --- |";
    for (const auto question : kQuestions) {
        text += " " + std::string(question) + " |";
        rule += " --- |";
    }
    text += "\n" + rule + "\n";
    for (const auto& row : heardOfSources(sheets)) {
        text += "| " + row.source + " |";
        for (const auto& tally : row.tallies) text += " " + tally.text() + " |";
        text += "\n";
    }
    text += "\nListeners: " + std::to_string(sheets.size());
    if (const double kappa = agreement(sheets); !std::isnan(kappa)) {
        char words[64];
        std::snprintf(words, sizeof words, "; agreement (Fleiss' kappa): %.2f", kappa);
        text += words;
    }
    return text + "\n";
}

std::string toJson(const ListeningSheet& sheet) {
    json judgements = json::array();
    for (const auto& judgement : sheet.judgements) judgements.push_back(toJson(judgement));
    return json{{"format", "contrafact-listening"},
                {"listener", sheet.listener},
                {"judgements", std::move(judgements)}}
               .dump(2, ' ', false, json::error_handler_t::replace) +
           "\n";
}

Result<ListeningSheet> readListeningSheet(const std::string& text, const std::string& name) {
    const auto in = json::parse(text, nullptr, false);
    if (!in.is_object() || in.value("format", json()) != "contrafact-listening")
        return Error{name + " is no sheet of a listening test"};
    try {
        ListeningSheet sheet{in.at("listener").get<std::string>(), {}};
        for (const auto& each : in.at("judgements")) sheet.judgements.push_back(judgementOf(each));
        return sheet;
    } catch (const json::exception&) {
        return Error{name + " is a damaged sheet of a listening test"};
    }
}

} // namespace contrafact::metrics
