// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/evaluation.h"

#include "core/metrics/baselines.h"
#include "models/api/run.h"

#include <algorithm>
#include <limits>

namespace contrafact::models {

namespace {

namespace fs = std::filesystem;
using metrics::Column;
using metrics::ColumnKind;
using metrics::Piece;

constexpr const char* kCancelled = "cancelled";
constexpr int kFixedColumns = 5;

/// Seeds of pieces count up from one; columns differ by their numbers' upper half.
std::uint64_t pieceSeed(std::uint64_t seed, int piece) {
    return (seed << 32) + static_cast<std::uint64_t>(piece) + 1;
}

template<typename Baseline>
std::vector<Piece> composeBaseline(const Baseline& baseline, int bars, std::uint64_t seed) {
    std::vector<Piece> pieces;
    for (int done = 0; done < bars; done += metrics::kBarsPerPiece)
        pieces.push_back(baseline.compose(std::min(metrics::kBarsPerPiece, bars - done),
                                          pieceSeed(seed, done / metrics::kBarsPerPiece)));
    return pieces;
}

class Evaluator {
public:
    Evaluator(const EvaluationRequest& request, const OpenComposer& open,
              const ProgressSink& progress, std::stop_token stop)
        : m_request(request)
        , m_open(open)
        , m_progress(progress)
        , m_stop(std::move(stop))
        , m_columns(kFixedColumns + static_cast<int>(request.sources.size())) {}

    Result<metrics::Evaluation> run() {
        m_out.reference = m_request.reference->name;
        m_out.seed = m_request.seed;
        tell(0, "reading the songs of " + m_out.reference);
        auto real = addReal();
        if (!real) return real.error();
        for (const auto& source : m_request.sources) {
            auto column = columnOf(source);
            if (!column) return column.error();
            if (auto added = add(std::move(*column)); !added) return added.error();
        }
        tell(1, "done");
        return std::move(m_out);
    }

private:
    void tell(double share, const std::string& what) const {
        const double done = static_cast<double>(m_out.columns.size()) + share;
        if (m_progress) m_progress({std::min(done / m_columns, 1.0), what});
    }

    Result<void> add(Column column) {
        if (m_stop.stop_requested()) return Error{kCancelled};
        tell(0.8, "measuring " + column.name);
        m_out.columns.push_back(metrics::measure(column, m_copies.get(), m_request.seed));
        return {};
    }

    Result<void> addReal() {
        auto training = metrics::realPieces(*m_request.reference, false, m_request.seed, m_stop);
        auto heldOut = metrics::realPieces(*m_request.reference, true, m_request.seed, m_stop);
        if (m_stop.stop_requested()) return Error{kCancelled};
        if (training.empty())
            return Error{"the corpus " + m_request.reference->name +
                         " has no training songs to compare with; choose another one"};
        m_bars = std::min(m_request.bars, metrics::barsOf(training));
        if (!heldOut.empty()) m_bars = std::min(m_bars, metrics::barsOf(heldOut));
        tell(0.3, "indexing " + m_out.reference);
        m_copies = std::make_unique<metrics::CopyCheck>(*m_request.reference);
        return addColumns(std::move(training), std::move(heldOut));
    }

    Result<void> addColumns(std::vector<Piece> training, std::vector<Piece> heldOut) {
        const metrics::NoiseBaseline noise(training);
        const metrics::MarkovBaseline markov(training);
        auto drawn = metrics::drawPieces(std::move(training), m_bars, m_request.seed);
        std::vector<Piece> coarse;
        for (const auto& piece : drawn)
            coarse.push_back(metrics::onGrid(piece, encoding::kStepsPerBeat));
        std::vector<Column> columns;
        columns.push_back({"training", ColumnKind::Real, std::move(drawn), true});
        columns.push_back({"training, 2 steps a beat", ColumnKind::Real, std::move(coarse), true});
        columns.push_back({"held out", ColumnKind::Real,
                           metrics::drawPieces(std::move(heldOut), m_bars, m_request.seed)});
        columns.push_back(
            {"noise", ColumnKind::Baseline, composeBaseline(noise, m_bars, m_request.seed)});
        columns.push_back(
            {"Markov", ColumnKind::Baseline, composeBaseline(markov, m_bars, m_request.seed)});
        for (auto& column : columns)
            if (auto added = add(std::move(column)); !added) return added;
        return {};
    }

    Result<Column> columnOf(const EvaluationSource& source) {
        Column column;
        column.name = source.name;
        auto pieces = isComposing(source.path) ? compose(source) : read(source);
        if (!pieces) return pieces.error();
        column.pieces = std::move(*pieces);
        return column;
    }

    Result<std::vector<Piece>> compose(const EvaluationSource& source) {
        const auto composer = m_open(source.path);
        if (!composer) return composer.error();
        const auto* system = findSystem((*composer)->info().system);
        GenerationRequest request;
        if (system) request.controls = system->controlsAfter((*composer)->info().params);
        std::vector<Piece> pieces;
        for (int done = 0; done < m_bars; done += request.bars) {
            request.bars = std::min(metrics::kBarsPerPiece, m_bars - done);
            request.seed = m_request.seed + pieces.size();
            const auto made = (*composer)->generate(request, m_stop);
            if (m_stop.stop_requested()) return Error{kCancelled};
            if (!made) return Error{source.name + ": " + made.message()};
            pieces.push_back(metrics::cutPiece(made->score, 0, request.bars));
            tell(0.8 * done / m_bars, source.name + ": " + std::to_string(done + request.bars) +
                                          " of " + std::to_string(m_bars) + " bars");
        }
        return pieces;
    }

    Result<std::vector<Piece>> read(const EvaluationSource& source) {
        corpus::ImportOptions options;
        options.stop = m_stop;
        const auto music = corpus::importFolder(source.path, options);
        if (m_stop.stop_requested()) return Error{kCancelled};
        if (!music) return music.error();
        std::vector<Piece> pieces;
        for (const bool heldOut : {false, true})
            std::ranges::move(metrics::realPieces(*music, heldOut, m_request.seed, m_stop),
                              std::back_inserter(pieces));
        return metrics::drawPieces(std::move(pieces), m_bars, m_request.seed);
    }

    const EvaluationRequest& m_request;
    const OpenComposer& m_open;
    const ProgressSink& m_progress;
    std::stop_token m_stop;
    int m_columns;
    int m_bars = 0;
    std::unique_ptr<metrics::CopyCheck> m_copies;
    metrics::Evaluation m_out;
};

} // namespace

bool isComposing(const fs::path& path) {
    std::error_code ignored;
    return path.extension() == ".safetensors" || fs::exists(path / "run.json", ignored);
}

Result<metrics::Evaluation> evaluate(const EvaluationRequest& request, const OpenComposer& open,
                                     const ProgressSink& progress, std::stop_token stop) {
    return Evaluator(request, open, progress, std::move(stop)).run();
}

} // namespace contrafact::models
