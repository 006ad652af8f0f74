// SPDX-License-Identifier: GPL-3.0-or-later
// contrafact evaluate: real music, baselines and generated music measured side by side.
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/corpora.h"
#include "app/cli/interrupt.h"
#include "app/cli/values.h"
#include "core/base/file.h"
#include "core/base/path_text.h"
#include "core/metrics/evaluation_report.h"
#include "core/metrics/table1.h"
#include "models/api/evaluation.h"
#include "models/api/open_model.h"
#include "models/api/run.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace contrafact::app {

namespace {

namespace fs = std::filesystem;
using metrics::Evaluation;

struct EvaluateOptions {
    std::vector<std::string> sources;
    std::string reference;
    int bars = 2000;
    int pieceBars = metrics::kBarsPerPiece;
    std::uint64_t seed = 1;
    bool json = false;
    bool intervals = true;
    bool families = false;
    bool table1 = false;
    std::string csv;
    std::string html;
};

Json number(double value) {
    return std::isnan(value) ? Json() : Json(value);
}

Json figuresJson(const metrics::MeasuredColumn& column) {
    Json out = Json::object();
    for (std::size_t i = 0; i < metrics::metrics().size(); ++i)
        for (std::size_t scope = 0; scope < metrics::kScopes; ++scope) {
            const auto& figure = column.of(i, scope);
            if (std::isnan(figure.value)) continue;
            out[std::string(metrics::metrics()[i].id)][std::string(metrics::scopeId(scope))] = {
                {"value", number(figure.value)},
                {"low", number(figure.low)},
                {"high", number(figure.high)}};
        }
    return out;
}

Json tellsJson(const metrics::MeasuredColumn& column) {
    Json out = Json::array();
    for (const auto& tell : column.tells)
        out.push_back({{"feature", tell.feature}, {"share", tell.share}, {"higher", tell.higher}});
    return out;
}

Json evaluationJson(const Evaluation& evaluation) {
    Json columns = Json::array();
    for (const auto& column : evaluation.columns)
        columns.push_back({{"name", column.name},
                           {"kind", std::string(metrics::kindId(column.kind))},
                           {"remark", column.remark},
                           {"bars", column.bars},
                           {"pieces", column.pieces},
                           {"qn_trivial", column.coarseGrid > 0},
                           {"measures", figuresJson(column)},
                           {"tells", tellsJson(column)},
                           {"untold", column.untold}});
    return {{"reference", evaluation.reference},
            {"seed", evaluation.seed},
            {"piece_bars", evaluation.pieceBars},
            {"columns", std::move(columns)}};
}

void printTable(const Evaluation& evaluation, const EvaluateOptions& options) {
    if (options.table1) return print(metrics::table1Text(evaluation));
    print("Against " + evaluation.reference + "; below each figure its 95 % interval.");
    const std::size_t scopes = options.families ? metrics::kScopes : 1;
    for (std::size_t scope = 0; scope < scopes; ++scope)
        print("\n" + metrics::toText(evaluation, scope, options.intervals));
    for (const auto& column : evaluation.columns)
        if (const auto tells = metrics::tellsText(column); !tells.empty())
            print("\nWhat tells " + column.name + " from real music: " + tells);
    for (const auto& column : evaluation.columns)
        if (!column.untold.empty()) print("\n" + column.name + ": " + column.untold);
    if (std::ranges::any_of(evaluation.columns,
                            [](const auto& column) { return column.coarseGrid > 0; }))
        print("* QN trivial: on a grid of at most 8 steps a beat no note can be too short.");
}

/// The corpus that the first run or checkpoint was trained on.
std::string ownCorpus(const std::vector<std::string>& sources) {
    for (const auto& source : sources) {
        if (const auto run = models::readRun(source)) return run->corpus;
        if (fs::path(source).extension() != ".safetensors") continue;
        if (const auto info = models::peekCheckpoint(source)) return info->corpusName;
    }
    return {};
}

/// What --reference names; without it the sources' own corpus when it is still there.
Result<corpus::Corpus> openReference(const EvaluateOptions& options,
                                     const corpus::ImportOptions& import) {
    if (!options.reference.empty()) return openCorpus(options.reference, import);
    if (const auto own = ownCorpus(options.sources); !own.empty() && own != kStarterCorpus)
        if (auto corpus = openCorpus(own, import)) return corpus;
    return openCorpus(kStarterCorpus, import);
}

/// A run, a checkpoint, music or a folder of it; where nothing of that name lies, a system's
/// starter.
models::EvaluationSource sourceOf(const std::string& text) {
    const fs::path path =
        fs::path(text).has_filename() ? fs::path(text) : fs::path(text).parent_path();
    const auto name = base::pathText(path.stem());
    std::error_code ignored;
    if (fs::exists(path, ignored)) return {name, path};
    auto starter = models::findModel(text);
    return {name, starter ? std::move(starter).value() : path};
}

Result<models::EvaluationRequest> evaluationOf(const EvaluateOptions& options,
                                               const Interrupt& interrupt) {
    models::EvaluationRequest request;
    request.bars = options.bars;
    request.seed = options.seed;
    request.pieceBars = options.pieceBars;
    for (const auto& source : options.sources) request.sources.push_back(sourceOf(source));
    ProgressLine line;
    auto corpus = openReference(options, importOptions(interrupt, line));
    if (!corpus) return corpus.error();
    request.reference = std::make_shared<const corpus::Corpus>(std::move(corpus).value());
    return request;
}

Result<void> writeReports(const Evaluation& evaluation, const EvaluateOptions& options) {
    if (!options.csv.empty())
        if (auto done = base::writeFileAtomically(options.csv, metrics::toCsv(evaluation)); !done)
            return done;
    if (options.html.empty()) return {};
    return base::writeFileAtomically(options.html, metrics::toHtml(evaluation));
}

/// Remarks go to stderr. The status says whether any source came to something.
int tellRemarks(const Evaluation& evaluation) {
    int sources = 0;
    int measured = 0;
    for (const auto& column : evaluation.columns) {
        if (column.kind != metrics::ColumnKind::Generated) continue;
        ++sources;
        measured += column.bars > 0;
        if (!column.remark.empty()) warn(column.name + ": " + column.remark);
    }
    return sources > 0 && measured == 0 ? kFailed : kDone;
}

int evaluate(const EvaluateOptions& options) {
    const Interrupt interrupt;
    const auto request = evaluationOf(options, interrupt);
    if (interrupt.requested()) return kInterrupted;
    if (!request) return fail(request.error());
    Result<Evaluation> evaluation = Error{};
    {
        ProgressLine line;
        evaluation = models::evaluate(*request, models::openModel, line.sink(), interrupt.token());
    }
    if (interrupt.requested()) return kInterrupted;
    if (!evaluation) return fail(evaluation.error());
    if (const auto written = writeReports(*evaluation, options); !written)
        return fail(written.error());
    if (options.json)
        printJson(evaluationJson(*evaluation));
    else
        printTable(*evaluation, options);
    return tellRemarks(*evaluation);
}

} // namespace

Action addEvaluate(CLI::App& command) {
    auto options = std::make_shared<EvaluateOptions>();
    command.add_option("sources", options->sources,
                       "Run folders, checkpoints, folders of music and files of music");
    command.add_option("--reference", options->reference,
                       "The real music: starter, an imported corpus or a folder (default: what the "
                       "first run was trained on, else starter)");
    command.add_option("--bars", options->bars, "Bars of each column (default: 2000)")
        ->check(CLI::Range(8, 1'000'000));
    command
        .add_option("--length", options->pieceBars,
                    "Bars of each piece that is cut or composed; 0 takes music as it is (default: "
                    "32)")
        ->check(CLI::Range(0, 512));
    command.add_option("--seed", options->seed, "Of drawing and composing (default: 1)")
        ->check(isSeed());
    command.add_flag("--families", options->families, "A table for each instrument family too");
    command.add_flag("--table1", options->table1,
                     "Print the piano's empty bars, pitch classes and qualified notes beside "
                     "Table 1 of Liu & Huo");
    command.add_flag("!--no-intervals", options->intervals, "Figures without their intervals");
    command.add_flag("--json", options->json, "Print one JSON value instead of tables");
    command.add_option("--csv", options->csv, "Write everything to this file");
    command.add_option("--html", options->html, "Write a page to this file");
    return [options] { return evaluate(*options); };
}

} // namespace contrafact::app
