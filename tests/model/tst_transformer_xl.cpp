// SPDX-License-Identifier: GPL-3.0-or-later
// The Transformer-XL: attention against a naive one, memory, step by step, counts, the grammar,
// what it learns, and how long an event takes.
#include "models/api/networks.h"
#include "models/api/run.h"
#include "models/nn/random.h"
#include "models/nn/tensors.h"
#include "models/systems/transformer_xl/drawing.h"
#include "models/systems/transformer_xl/rows.h"
#include "tests/model/runs.h"
#include "tests/model/toy_corpus.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <set>

using namespace contrafact;
using namespace contrafact::models;
using namespace contrafact::models::transformer_xl;
namespace fs = std::filesystem;
using encoding::PairTokens;
using Texts = std::map<std::string, std::string>;

namespace {

const SystemDescriptor& system() {
    return *findSystem("transformer-xl");
}

Params small(const Texts& texts = {}) {
    auto all = texts;
    all.insert({{"heads", "2"},
                {"head_width", "8"},
                {"inner", "32"},
                {"layers", "3"},
                {"seq_length", "16"},
                {"memory", "64"},
                {"dropout", "0"},
                {"batch", "4"}});
    return system().training.parse(all).value();
}

Model drawnModel(const Params& params) {
    Model model(params);
    auto generator = nn::generator(5);
    model.network->initialise(generator);
    for (auto& parameter : model.network->parameters()) { // so that distances and biases matter
        const torch::NoGradGuard still;
        if (parameter.dim() > 1) parameter.mul_(1.5);
    }
    model.network->eval();
    return model;
}

torch::Tensor row(const std::vector<int>& values) {
    return torch::tensor(std::vector<std::int64_t>(values.begin(), values.end())).unsqueeze(0);
}

std::vector<int> toyText(unsigned seed, int bars, const PairTokens& tokens) {
    return encoding::pairTokens(tests::toySong(seed, bars, false).score, tokens);
}

/// One head at a time, one pair of places at a time.
torch::Tensor naive(nn::RelativeAttentionImpl& attention, const torch::Tensor& rows,
                    const torch::Tensor& memory, const nn::AttentionBiases& biases,
                    const torch::Tensor& mask) {
    const auto heads = biases.content.size(0), width = biases.content.size(1);
    const auto all = torch::cat({memory, rows});
    const auto weights = attention.queryKeyValue->weight.chunk(3);
    std::vector<torch::Tensor> out;
    for (std::int64_t i = 0; i < rows.size(0); ++i) {
        std::vector<torch::Tensor> parts;
        for (std::int64_t h = 0; h < heads; ++h) {
            const auto own = [&](const torch::Tensor& weight, const torch::Tensor& of) {
                return torch::mv(weight.narrow(0, h * width, width), of);
            };
            const auto query = own(weights[0], rows[i]);
            std::vector<torch::Tensor> scores, values;
            for (std::int64_t j = 0; j < all.size(0); ++j) {
                if (mask[i][j].item<bool>()) continue;
                const auto far = memory.size(0) + i - j;
                const auto wave = nn::distanceWaves(far + 1, rows.size(1), torch::kCPU)[0];
                const auto score =
                    (query + biases.content[h]).dot(own(weights[1], all[j])) +
                    (query + biases.distance[h]).dot(own(attention.distance->weight, wave));
                scores.push_back(score / std::sqrt(static_cast<double>(width)));
                values.push_back(own(weights[2], all[j]));
            }
            parts.push_back(torch::matmul(torch::stack(scores).softmax(0), torch::stack(values)));
        }
        out.push_back(attention.out(torch::cat(parts)));
    }
    return torch::stack(out);
}

double gap(const torch::Tensor& a, const torch::Tensor& b) {
    return (a - b).abs().max().item<double>();
}

} // namespace

class TestTransformerXl : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// Distances 1 and 0 of four values: sines of 1 and 0.01, then cosines.
    void wavesByHand() {
        const auto waves = nn::distanceWaves(2, 4, torch::kCPU);
        const auto wanted = torch::tensor(
            {{std::sin(1.0), std::sin(0.01), std::cos(1.0), std::cos(0.01)}, {0.0, 0.0, 1.0, 1.0}},
            torch::kFloat32);
        QVERIFY(gap(waves, wanted) < 1e-6);
    }

    void attentionIsTheNaiveOne() {
        const torch::NoGradGuard still;
        torch::manual_seed(3);
        nn::RelativeAttention attention(
            nn::RelativeAttentionOptions{.width = 6, .heads = 2, .headWidth = 3});
        attention->eval();
        const nn::AttentionBiases biases{torch::randn({2, 3}), torch::randn({2, 3})};
        for (const std::int64_t known : {0, 3})
            for (const bool strict : {false, true}) {
                const auto rows = torch::randn({2, 4, 6}), memory = torch::randn({2, known, 6});
                const auto mask = strict ? nn::strictMask(4, known, torch::kCPU)
                                         : nn::causalMask(4, known, torch::kCPU);
                const auto out = attention(rows, memory, biases, mask, 0);
                for (std::int64_t b = 0; b < 2; ++b)
                    QVERIFY(gap(out[b], naive(*attention, rows[b], memory[b], biases, mask)) <
                            1e-5);
            }
    }

    void masksHideWhatComes() {
        const auto causal = nn::causalMask(3, 2, torch::kCPU).to(torch::kInt64);
        QVERIFY(
            torch::equal(causal, torch::tensor({{0, 0, 0, 1, 1}, {0, 0, 0, 0, 1}, {0, 0, 0, 0, 0}},
                                               torch::kInt64)));
        const auto strict = nn::strictMask(3, 2, torch::kCPU).to(torch::kInt64);
        QVERIFY(
            torch::equal(strict, torch::tensor({{0, 0, 0, 1, 1}, {0, 0, 0, 1, 1}, {0, 0, 0, 0, 1}},
                                               torch::kInt64)));
    }

    void countsAreThoseOfTheSource() {
        const auto count = [](const Params& params) {
            const auto counted = system().parameterCounts(params).front();
            return counted.torch == counted.keras &&
                           nn::parameterCount(*Model(params).network) == counted.torch
                       ? counted.torch
                       : -1;
        };
        QCOMPARE(count(system().presetParams("studio")), std::int64_t{5'476'664});
        QCOMPARE(count(system().presetParams("cpu")), std::int64_t{1'032'248});
        QCOMPARE(count(system().presetParams("published")), std::int64_t{55'301'432});
        QCOMPARE(count(small({{"tokens", "families"}})),
                 system().parameterCounts(small({{"tokens", "families"}})).front().torch);
    }

    /// Two segments with a memory, one after the other, are one long segment; so is token by token,
    /// after a beginning that was read at once or not.
    void memoryAndStepsAreTheWholeText() {
        const torch::NoGradGuard still;
        auto model = drawnModel(small());
        auto text = toyText(2, 3, model.tokens);
        text.resize(40);
        const auto positions = encoding::pairPositions(text, model.tokens);
        Memory none, carried;
        const XlNetImpl::Call call;
        const auto whole = model.network(row(text), row(positions), none, call)[0];
        std::vector<torch::Tensor> parts;
        for (const int begin : {0, 16, 32}) {
            const auto count = std::min<std::int64_t>(16, 40 - begin);
            parts.push_back(model.network(row(text).narrow(1, begin, count),
                                          row(positions).narrow(1, begin, count), carried,
                                          call)[0]);
        }
        QVERIFY(gap(torch::cat(parts), whole) < 1e-4);
        QVERIFY(whole.abs().max().item<double>() > 1);

        for (const std::size_t read : {0, 25}) {
            XlStepper stepper(model.network);
            if (read > 0)
                stepper.read(std::span(text).first(read), std::span(positions).first(read));
            XlStepper::State middle;
            for (std::size_t i = read; i < text.size(); ++i) {
                if (i == 30) middle = stepper.state();
                const auto own = stepper.step(text[i], positions[i]);
                const auto logits = torch::tensor(std::vector<float>(own.begin(), own.end()));
                QVERIFY(gap(logits, whole[static_cast<std::int64_t>(i)]) < 1e-4);
            }
            stepper.setState(middle);
            const auto own = stepper.step(text[30], positions[30]);
            QVERIFY(gap(torch::tensor(std::vector<float>(own.begin(), own.end())), whole[30]) <
                    1e-4);
        }
    }

    void theMemoryIsAsLongAsAsked() {
        const torch::NoGradGuard still;
        auto model = drawnModel(small({{"memory", "8"}, {"layers", "1"}}));
        auto text = toyText(2, 3, model.tokens);
        text.resize(40);
        const auto positions = encoding::pairPositions(text, model.tokens);
        XlStepper whole(model.network), end(model.network);
        std::span<const float> a, b;
        for (std::size_t i = 0; i < 40; ++i) a = whole.step(text[i], positions[i]);
        const std::vector<float> logits(a.begin(), a.end());
        for (std::size_t i = 31; i < 40; ++i) b = end.step(text[i], positions[i]);
        for (std::size_t i = 0; i < logits.size(); ++i)
            QVERIFY(std::abs(logits[i] - b[i]) < 1e-4); // eight before it, and itself
    }

    void rowsGoThroughAllSongs() {
        const PairTokens tokens;
        std::vector<train::TokenSong> songs;
        for (unsigned i = 1; i <= 4; ++i) songs.push_back({toyText(i, 4, tokens), 1});
        std::multiset<int> all, read;
        for (const auto& song : songs) all.insert(song.tokens.begin(), song.tokens.end());
        TextRows rows(songs, tokens, {.rows = 3, .length = 10, .transposed = 0, .seed = 1});
        QVERIFY(rows.beginsPass(0) && !rows.beginsPass(1) && rows.beginsPass(rows.stepsPerPass()));
        auto next = torch::Tensor();
        for (std::int64_t step = 0; step < rows.stepsPerPass(); ++step) {
            const auto segment = rows.at(step);
            if (step > 0) QVERIFY(torch::equal(segment.tokens.select(1, 0), next));
            next = segment.tokens.select(1, 10);
            for (const auto& token : segment.tokens.narrow(1, 0, 10).flatten().unbind())
                read.insert(token.item<int>());
        }
        QVERIFY(std::ranges::includes(all, read));
        QVERIFY(read.size() + 3 * 11 > all.size());
        const auto first = rows.at(0).tokens.clone();
        rows.at(rows.stepsPerPass());
        QVERIFY(torch::equal(rows.at(0).tokens, first)); // whatever was read between
        TextRows few({{{0, 1, 2}, 1}}, tokens, {});
        QCOMPARE(few.rows() * few.stepsPerPass(), std::int64_t{1});
    }

    void theGrammarHolds() {
        auto model = drawnModel(small({{"tokens", "families"}}));
        const auto& tokens = model.tokens;
        XlStepper stepper(model.network);
        PairDrawing drawing(stepper, tokens,
                            {.noteTemperature = 3, .topK = 0, .topP = 1, .polyphony = 3});
        const std::vector begin{PairTokens::kBegin, PairTokens::kPad};
        drawing.recall(begin);
        int last = PairTokens::kPad, together = 0, rank = 0;
        const auto mark = drawing.mark();
        for (int i = 0; i < 300; ++i) {
            const int token = drawing.next();
            const bool pairs = tokens.isNote(last) || last == PairTokens::kWait;
            QCOMPARE(tokens.isLength(token), pairs);
            QVERIFY(pairs || tokens.isNote(token) || token == PairTokens::kWait);
            if (token == PairTokens::kWait) together = 0;
            if (tokens.isNote(token)) {
                QVERIFY(together == 0 || tokens.rank(token) < rank);
                rank = tokens.rank(token);
                QVERIFY(++together <= 3);
            }
            last = token;
        }
        QVERIFY(drawing.position() > 0);
        drawing.back(mark);
        QCOMPARE(drawing.position(), 0);
        QVERIFY(!tokens.isLength(drawing.next()));
    }

    void itLearnsASong() {
        const QTemporaryDir folder;
        const auto run = fs::path(folder.path().toStdString()) / "run";
        auto corpus = std::make_shared<corpus::Corpus>();
        corpus->name = corpus->hash = "one";
        corpus->songs.push_back(tests::toySong(1, 4, false));
        TrainingRequest wanted{.system = system().id,
                               .params = small({{"heads", "4"},
                                                {"inner", "128"},
                                                {"seq_length", "64"},
                                                {"batch", "1"},
                                                {"window_mask", "0"},
                                                {"transposed", "0"},
                                                {"lr", "0.005"},
                                                {"head_width", "16"},
                                                {"layers", "2"},
                                                {"epochs", "100"}}),
                               .corpus = corpus,
                               .run = run,
                               .device = "cpu",
                               .maxSteps = 200,
                               .threads = 1};
        QVERIFY(tests::trainToTheEnd(wanted).ok());
        const auto curves = readCurves(run).value();
        const auto& loss = std::ranges::find(curves, "loss", &Curve::key)->value;
        QVERIFY2(loss.back() < 0.1 * loss.front(), std::to_string(loss.back()).c_str());
    }

    void aBandGoesOnInItsTempoAndMeterAndEventsAreQuick() {
        const QTemporaryDir folder;
        const auto run = fs::path(folder.path().toStdString()) / "run";
        const auto wanted = tests::toyTraining(
            system(),
            system()
                .training
                .parse({{"tokens", "families"}, {"batch", "2"}}, system().presetParams("cpu"))
                .value(),
            run, 30);
        QVERIFY(tests::trainToTheEnd(wanted).ok());
        const auto curves = readCurves(run).value();
        const auto last = [&](const char* key) { return tests::newest(curves, key); };
        QVERIFY(last("val_loss") < 0.8 * curves.front().value.front() && last("ngram_bits") > 0);

        auto before = wanted.corpus->songs.back().score;
        before.tempo = score::TempoMap(before.ppq(), {{score::Tick(), 400'000}});
        before.meter = score::MeterMap(before.ppq(), {{score::Tick(), 3, 4}});
        const auto composer = (*loadNetworks())->open(run).value();
        GenerationRequest request{
            .controls = system().generation.defaults(), .bars = 3, .continueFrom = before};
        const auto made = composer->generate(request, {}).value();
        QVERIFY(std::abs(made.score.tempo.bpmAt(score::Tick()) - 150) < 0.01);
        QCOMPARE(made.score.meter.at(score::Tick()).numerator, 3);
        QVERIFY(made.score.end().value <= 3LL * 4 * 480 && made.score.trackCount() > 1);

        const auto file = loadTensors(resolveCheckpoint(run).value()).value();
        Model model(wanted.params);
        model.load(file);
        XlStepper stepper(model.network);
        PairDrawing drawing(stepper, model.tokens, {});
        drawing.recall(encoding::pairTokens(before, model.tokens, true));
        constexpr int kEvents = 200;
        const auto begin = std::clock(); // the processor's time, whatever else the machine does
        for (int i = 0; i < kEvents; ++i) drawing.next();
        const auto seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
        qInfo("%.2f ms an event", 1000 * seconds / kEvents);
        QVERIFY(seconds / kEvents < 0.01);
    }
};

CONTRAFACT_TEST(TestTransformerXl)
#include "tst_transformer_xl.moc"
