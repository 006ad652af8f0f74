// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/evaluation.h"

#include "core/corpus/corpus.h"
#include "core/metrics/bar_features.h"
#include "core/metrics/baselines.h"
#include "models/api/run.h"

#include <algorithm>
#include <limits>
#include <map>

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
std::vector<Piece> composeBaseline(const Baseline& baseline, int bars, int each,
                                   std::uint64_t seed) {
    std::vector<Piece> pieces;
    for (int done = 0; done < bars; done += each)
        pieces.push_back(
            baseline.compose(std::min(each, bars - done), pieceSeed(seed, done / each)));
    return pieces;
}

/// What became of a source.
struct Music {
    std::vector<Piece> pieces;
    std::string remark;
};

/// Every file below `path` as it is, silent ones and doubles too; unlike importing, which wants
/// music to learn from.
Music readMusic(const fs::path& path, int barsPerPiece, const std::stop_token& stop) {
    auto found = corpus::scan(path, stop);
    if (!found) return {{}, found.message()};
    auto& files = found->files;
    std::ranges::sort(files, {}, &corpus::SourceFile::path);
    Music music;
    int song = 0;
    int failed = 0;
    std::string why;
    for (const auto& file : files) {
        if (stop.stop_requested()) break;
        const auto scores = corpus::readScores(file);
        if (!scores) {
            ++failed;
            why = scores.message();
            continue;
        }
        for (const auto& score : *scores) {
            for (auto& piece : metrics::cutPieces(score, barsPerPiece)) {
                piece.song = song;
                music.pieces.push_back(std::move(piece));
            }
            ++song;
        }
    }
    if (failed > 0)
        music.remark = std::to_string(failed) + " of " + std::to_string(files.size()) +
                       (files.size() == 1 ? " file" : " files") + " could not be read: " + why;
    if (files.empty()) music.remark = "there is no music in " + path.string();
    return music;
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
        m_out.pieceBars = m_request.pieceBars;
        tell(0, "reading the songs of " + m_out.reference);
        auto real = addReal();
        if (!real) return real.error();
        for (const auto& source : m_request.sources)
            if (auto added = add(columnOf(source)); !added) return added.error();
        if (auto added = addAll(std::move(m_baselines)); !added) return added.error();
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
        m_out.columns.push_back(metrics::measure(column, against(), m_request.seed));
        return {};
    }

    Result<void> addAll(std::vector<Column> columns) {
        for (auto& column : columns)
            if (auto added = add(std::move(column)); !added) return added;
        return {};
    }

    metrics::Against against() {
        return {m_copies.get(), [this](int stepsPerBeat) -> const metrics::BarTable& {
                    return realBars(stepsPerBeat);
                }};
    }

    const metrics::BarTable& realBars(int stepsPerBeat) {
        const auto [found, isNew] = m_realBars.try_emplace(stepsPerBeat);
        if (isNew) {
            auto pieces = m_training;
            for (auto& piece : pieces)
                if (stepsPerBeat > 0) piece = metrics::onGrid(piece, stepsPerBeat);
            found->second = metrics::barTable(pieces, metrics::kMostToldBars);
        }
        return found->second;
    }

    /// Bars of a piece that is composed.
    int composedBars() const {
        return m_request.pieceBars == metrics::kWholePieces ? metrics::kBarsPerPiece
                                                            : m_request.pieceBars;
    }

    Result<void> addReal() {
        const auto pieces = [&](bool heldOut) {
            return metrics::realPieces(*m_request.reference, heldOut, m_request.pieceBars,
                                       m_request.seed, m_stop);
        };
        auto training = pieces(false);
        auto heldOut = pieces(true);
        if (m_stop.stop_requested()) return Error{kCancelled};
        if (training.empty())
            return Error{"the corpus " + m_request.reference->name +
                         " has no training songs to compare with; choose another one"};
        m_bars = std::min(m_request.bars, metrics::barsOf(training));
        if (!heldOut.empty()) m_bars = std::min(m_bars, metrics::barsOf(heldOut));
        tell(0.3, "indexing " + m_out.reference);
        m_copies = std::make_unique<metrics::CopyCheck>(*m_request.reference);
        composeBaselines(training);
        m_training = metrics::drawPieces(std::move(training), m_bars, m_request.seed);
        heldOut = metrics::drawPieces(std::move(heldOut), m_bars, m_request.seed);
        return addAll(realColumns(std::move(heldOut)));
    }

    /// They learn from all training songs, and become columns after the sources.
    void composeBaselines(const std::vector<Piece>& training) {
        const auto add = [&](const char* name, const auto& baseline) {
            m_baselines.push_back(
                {name, ColumnKind::Baseline,
                 composeBaseline(baseline, m_bars, composedBars(), m_request.seed)});
        };
        add("noise", metrics::NoiseBaseline(training));
        add("Markov", metrics::MarkovBaseline(training));
    }

    std::vector<Column> realColumns(std::vector<Piece> heldOut) const {
        std::vector<Piece> coarse;
        for (const auto& piece : m_training)
            coarse.push_back(metrics::onGrid(piece, encoding::kStepsPerBeat));
        return {{"training", ColumnKind::Real, m_training, true},
                {"held out", ColumnKind::Real, std::move(heldOut)},
                {"training, 2 steps a beat", ColumnKind::Real, std::move(coarse), true}};
    }

    Column columnOf(const EvaluationSource& source) {
        auto music = isComposing(source.path) ? compose(source) : read(source);
        return {source.name, ColumnKind::Generated, std::move(music.pieces), false,
                std::move(music.remark)};
    }

    Music compose(const EvaluationSource& source) {
        const auto composer = m_open(source.path);
        if (!composer) return {{}, composer.message()};
        const auto* system = findSystem((*composer)->info().system);
        GenerationRequest request;
        if (system) request.controls = system->controlsAfter((*composer)->info().params);
        Music music;
        for (int done = 0; done < m_bars && !m_stop.stop_requested(); done += request.bars) {
            request.bars = std::min(composedBars(), m_bars - done);
            request.seed = m_request.seed + music.pieces.size();
            const auto made = (*composer)->generate(request, m_stop);
            if (!made) {
                music.remark = made.message();
                break;
            }
            music.pieces.push_back(metrics::cutPiece(made->score, 0, request.bars));
            tell(0.8 * done / m_bars, source.name + ": " + std::to_string(done + request.bars) +
                                          " of " + std::to_string(m_bars) + " bars");
        }
        return music;
    }

    Music read(const EvaluationSource& source) {
        auto music = readMusic(source.path, m_request.pieceBars, m_stop);
        music.pieces = metrics::drawPieces(std::move(music.pieces), m_bars, m_request.seed);
        return music;
    }

    const EvaluationRequest& m_request;
    const OpenComposer& m_open;
    const ProgressSink& m_progress;
    std::stop_token m_stop;
    int m_columns;
    int m_bars = 0;
    std::unique_ptr<metrics::CopyCheck> m_copies;
    std::vector<Piece> m_training;
    std::vector<Column> m_baselines;
    std::map<int, metrics::BarTable> m_realBars; ///< by steps a beat
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
