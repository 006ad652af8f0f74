// SPDX-License-Identifier: GPL-3.0-or-later
// MidiRNN: its network by hand numbers, and training and composing from outside.
#include "core/midi/writer.h"
#include "models/api/networks.h"
#include "models/api/run.h"
#include "models/nn/random.h"
#include "models/nn/tensors.h"
#include "models/systems/midi_rnn/composer.h"
#include "models/systems/midi_rnn/reading.h"
#include "tests/model/runs.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

#include <cmath>
#include <numeric>
#include <random>

using namespace contrafact;
using namespace contrafact::models;
namespace fs = std::filesystem;
using tests::trainToTheEnd;

namespace {

constexpr std::int64_t kSteps = 40;
constexpr int kEighth = score::kDefaultPpq / 2;

const SystemDescriptor& midiRnn() {
    return *findSystem("midi-rnn");
}

/// Up and down C major in eighths.
int scalePitch(int index) {
    constexpr int kUpAndDown[] = {60, 62, 64, 65, 67, 69, 71, 72, 71, 69, 67, 65, 64, 62};
    return kUpAndDown[index % 14];
}

score::Score scale(int begin, int count) {
    std::vector<score::Note> notes;
    for (int i = 0; i < count; ++i)
        notes.push_back({score::Tick(i * kEighth), score::Tick(kEighth),
                         score::Pitch(static_cast<std::int16_t>(scalePitch(begin + i)))});
    score::Score score;
    score.addTrack(score::Track({}, std::move(notes)));
    return score;
}

/// Six files below `folder`, written on the first call, imported. `whole`: none is held out.
std::shared_ptr<const corpus::Corpus> scales(const fs::path& folder, bool whole = false) {
    if (fs::create_directories(folder))
        for (int i = 0; i < 6; ++i)
            if (!midi::writeFile(scale(i, 60 + i), folder / (std::to_string(i) + ".mid")))
                return {};
    auto corpus = corpus::importFolder(folder, {.useCache = false});
    if (corpus && whole)
        for (auto& song : corpus->songs) song.validation = false;
    return corpus ? std::make_shared<const corpus::Corpus>(std::move(corpus).value()) : nullptr;
}

TrainingRequest request(const fs::path& run, std::map<std::string, std::string> texts = {}) {
    std::map<std::string, std::string> values{{"hidden", "16"},      {"seq_length", "6"},
                                              {"batch", "16"},       {"num_files", "0"},
                                              {"weight_pitch", "1"}, {"sample_every", "0"}};
    for (auto& [key, value] : texts) values[key] = value;
    TrainingRequest made;
    made.system = midiRnn().id;
    made.params = midiRnn().training.parse(values).value();
    made.corpus = scales(run.parent_path() / "music");
    made.run = run;
    made.device = "cpu";
    made.maxSteps = kSteps;
    made.threads = 1;
    return made;
}

double entropy(const std::vector<double>& probabilities) {
    double sum = 0;
    for (const double p : probabilities) sum -= p > 0 ? p * std::log(p) : 0;
    return sum;
}

} // namespace

class TestMidiRnn : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        auto wanted = request(path("trained"), {{"hidden", "48"},
                                                {"lr", "0.01"},
                                                {"lr_schedule", "cosine"},
                                                {"seq_length", "8"},
                                                {"pitch_heard", "octaves"},
                                                {"time", "log"},
                                                {"patience", "0"}});
        // Where a song ends the next begins: the more songs, the less such places count.
        wanted.corpus = scales(path("music"), true);
        wanted.maxSteps = 2500;
        const auto trained = trainToTheEnd(wanted);
        QVERIFY2(trained.ok(), trained.ok() ? "" : trained.message().c_str());
        auto opened = (*loadNetworks())->open(path("trained"));
        QVERIFY2(opened.ok(), opened.ok() ? "" : opened.message().c_str());
        m_composer = std::move(opened).value();
    }

    void parametersAreThePublishedNumber() {
        const midi_rnn::NoteNet network(128);
        QCOMPARE(nn::parameterCount(*network), std::int64_t{84'866});
        for (const char* preset : {"published", "cpu"}) {
            const auto counts = midiRnn().parameterCounts(midiRnn().presetParams(preset));
            QCOMPARE(counts.size(), std::size_t{1});
            QCOMPARE(counts[0].torch, std::int64_t{84'866});
            QCOMPARE(counts[0].keras, std::int64_t{84'354});
        }
    }

    void thePublishedPresetIsTheTutorial() {
        const auto params = midiRnn().presetParams("published");
        QCOMPARE(params.real("weight_pitch"), 0.05);
        QCOMPARE(params.real("lr"), 0.005);
        QCOMPARE(params.integer("seq_length"), std::int64_t{25});
        QCOMPARE(params.integer("patience"), std::int64_t{5});
        QCOMPARE(params.choice("time"), std::string("seconds"));
    }

    void lossesAreAsByHand() {
        // Equal logits: ln 128. Steps 0.5 and -0.1 for 0.25 and 0.1:
        // (0.0625 + 0.04) / 2 + 10 * 0.1 / 2. Durations are right.
        const midi_rnn::NextNote said{torch::zeros({2, 128}), torch::tensor({0.5F, -0.1F}),
                                      torch::tensor({1.0F, 2.0F})};
        const midi_rnn::NextNote truth{torch::tensor({60, 7}, torch::kInt64),
                                       torch::tensor({0.25F, 0.1F}), torch::tensor({1.0F, 2.0F})};
        const auto all = midi_rnn::losses(said, truth, {});
        const auto near = [](const torch::Tensor& value, double wanted) {
            return std::abs(value.item<double>() - wanted) < 1e-5;
        };
        QVERIFY(near(all.pitch, std::log(128.0)));
        QVERIFY(near(all.step, 0.05125 + 0.5));
        QVERIFY(near(all.duration, 0));
        QVERIFY(near(all.total, 0.05 * std::log(128.0) + 0.55125));
    }

    void theForgetGateStartsOpen() {
        midi_rnn::NoteNet network(16);
        auto generator = nn::generator(3);
        network->initialise(generator);
        const auto parameters = network->named_parameters();
        const auto bias = parameters["lstm.bias_ih_l0"] + parameters["lstm.bias_hh_l0"];
        QCOMPARE(bias.narrow(0, 16, 16).min().item<float>(), 1.0F);
        QCOMPARE(bias.abs().sum().item<float>(), 16.0F);
        const auto recurrent = parameters["lstm.weight_hh_l0"].detach(); // [64, 16]
        QVERIFY(torch::allclose(recurrent.t().mm(recurrent), torch::eye(16), 1e-4, 1e-5));
    }

    void temperatureRaisesEntropy() {
        const std::vector<float> logits{2, 1, 0, -1};
        double last = -1;
        for (const double temperature : {0.1, 0.5, 1.0, 2.0, 3.0}) {
            const auto chances = midi_rnn::probabilities(logits, temperature);
            QVERIFY(std::abs(std::accumulate(chances.begin(), chances.end(), 0.0) - 1) < 1e-12);
            QVERIFY(entropy(chances) > last);
            last = entropy(chances);
        }
        const auto chances = midi_rnn::probabilities(logits, 1);
        QCOMPARE(midi_rnn::draw(chances, 0), 0);
        QCOMPARE(midi_rnn::draw(chances, chances[0] + 1e-9), 1);
        QCOMPARE(midi_rnn::draw(chances, 1 - 1e-12), 3);
    }

    void trainingEndsEarlyWithTheBestWeights() {
        auto wanted =
            request(path("early"), {{"lr", "0.05"}, {"patience", "1"}, {"monitor", "unseen"}});
        wanted.maxSteps = 4000;
        QVERIFY(trainToTheEnd(wanted).ok());
        const auto run = readRun(path("early"));
        QVERIFY(run->steps < 4000);
        // The last row is of the weights that were kept: no epoch was better.
        const auto curves = readCurves(path("early")).value();
        for (const auto& curve : curves) {
            if (curve.key != "val_total") continue;
            QVERIFY(curve.value.size() > 2);
            const double least = *std::ranges::min_element(curve.value);
            QVERIFY(std::abs(curve.value.back() - least) < 1e-6);
            QVERIFY(curve.value[curve.value.size() - 2] > least);
        }
    }

    void sixSongsAreLearnedByHeart() {
        // Not 0: where one song ends and the next begins the same notes go on differently.
        constexpr double kMost = 0.12;
        constexpr std::ptrdiff_t kLast = 20;
        const auto curves = readCurves(path("trained")).value();
        for (const auto& curve : curves) {
            if (!curve.key.starts_with("loss_")) continue;
            const double sum = std::accumulate(curve.value.end() - kLast, curve.value.end(), 0.0);
            QVERIFY2(sum / kLast < kMost, (curve.key + " " + std::to_string(sum / kLast)).c_str());
        }
    }

    void aScaleIsContinued() {
        auto wanted = makeRequest({{"temperature", "0.05"}, {"quantise", "2"}});
        wanted.continueFrom = scale(0, 20);
        wanted.bars = 2;
        const auto music = m_composer->generate(wanted, {});
        QVERIFY(music.ok());
        const auto notes = music->score.track(0).notes();
        QVERIFY(notes.size() >= 14);
        for (std::size_t i = 0; i < notes.size(); ++i) {
            QCOMPARE(int{notes[i].pitch.value}, scalePitch(20 + static_cast<int>(i)));
            QCOMPARE(notes[i].onset.value, std::int64_t(i) * kEighth);
            QCOMPARE(int{notes[i].velocity}, 100);
        }
    }

    void songsInAnyKeyAreReadInOne() {
        const midi_rnn::Reading even{.rows = {}, .evenKeys = true};
        const auto wanted = midi_rnn::read(scale(0, 28), even, 0);
        QCOMPARE(midi_rnn::shiftToC(scale(0, 28)), 0);
        for (int semitones = -5; semitones <= 5; ++semitones) {
            auto moved = scale(0, 28);
            auto notes = moved.track(0).notes();
            std::vector<score::Note> all(notes.begin(), notes.end());
            for (auto& note : all)
                note.pitch = score::Pitch(static_cast<std::int16_t>(note.pitch.value + semitones));
            moved.editTrack(0).setNotes(std::move(all));
            QCOMPARE(midi_rnn::shiftToC(moved), -semitones);
        }
        QCOMPARE(midi_rnn::shiftedPitch(125, 5), 118);
        QCOMPARE(midi_rnn::shiftedPitch(2, -5), 9);
        QCOMPARE(midi_rnn::shiftedPitch(60, 5), 65);
    }

    void aGivenKeyAndTempoHold() {
        auto wanted = request(path("even"), {{"keys", "even"}, {"tempo", "even"}});
        wanted.maxSteps = 20;
        QVERIFY(trainToTheEnd(wanted).ok());
        const auto composer = (*loadNetworks())->open(path("even")).value();
        auto asked = makeRequest({{"temperature", "0.05"}});
        asked.continueFrom = scale(0, 28);
        const auto inC = composer->generate(asked, {}).value().score;
        asked.continueFrom->tempo =
            score::TempoMap(asked.continueFrom->ppq(), {{score::Tick(), 750'000}});
        asked.continueFrom->meter = score::MeterMap(asked.continueFrom->ppq(), {{{}, 3, 4}});
        std::vector<score::Note> notes(asked.continueFrom->track(0).notes().begin(),
                                       asked.continueFrom->track(0).notes().end());
        for (auto& note : notes) note.pitch.value += 2;
        asked.continueFrom->editTrack(0).setNotes(std::move(notes));
        const auto inD = composer->generate(asked, {}).value().score; // at 80 bpm
        QVERIFY(std::abs(inD.tempo.bpmAt({}) - 80) < 0.01);
        QCOMPARE(inD.meter.at({}).numerator, 3);
        QCOMPARE(inD.noteCount(), inC.noteCount());
        for (std::size_t i = 0; i < inC.noteCount(); ++i) {
            const auto &c = inC.track(0).notes()[i], &d = inD.track(0).notes()[i];
            QVERIFY(c.onset == d.onset && c.length == d.length);
            QCOMPARE(d.pitch.value - c.pitch.value, 2);
        }
    }

    void noRestIsLongerThanAsked() {
        auto wanted = makeRequest({{"longest_rest", "0.5"}, {"temperature", "3"}});
        const auto music = m_composer->generate(wanted, {}).value().score;
        const auto notes = music.track(0).notes();
        QVERIFY(notes.size() >= 8 * 8); // eight bars of at least eight eighths
        for (std::size_t i = 1; i < notes.size(); ++i)
            QVERIFY((notes[i].onset - notes[i - 1].onset).value <= kEighth);
    }

    void drawnTimesAreOnesThatCame() {
        // Untrained for times: its mean is between, but only steps of songs come.
        auto wanted = request(path("times"), {{"weight_step", "0"}, {"weight_duration", "0"}});
        wanted.maxSteps = 20;
        QVERIFY(trainToTheEnd(wanted).ok());
        const auto composer = (*loadNetworks())->open(path("times")).value();
        const auto spread = [&](const char* times) {
            auto asked = makeRequest({{"times", times}, {"quantise", "0"}});
            asked.continueFrom = scale(0, 28);
            const auto music = composer->generate(asked, {}).value().score;
            return music.track(0).notes().empty()
                       ? -1
                       : static_cast<int>(music.track(0).notes().front().length.value);
        };
        QCOMPARE(spread("drawn"), kEighth);
        QVERIFY(spread("predicted") != kEighth);
    }

    void theGivenTempoHolds() {
        auto wanted = makeRequest({{"tempo", "90"}});
        const auto free = m_composer->generate(wanted, {});
        QVERIFY(std::abs(free->score.tempo.bpmAt({}) - 90) < 0.01);
        wanted.continueFrom = scale(0, 3); // shorter than a window
        const auto primed = m_composer->generate(wanted, {});
        QVERIFY(primed.ok());
        QVERIFY(std::abs(primed->score.tempo.bpmAt({}) - 120) < 0.01);
        QVERIFY(primed->score.end().value <= 8 * 4 * score::kDefaultPpq);
    }

    void whatHasComeIsKeptWhenCut() {
        auto wanted = makeRequest({});
        wanted.bars = 512;
        std::stop_source stop;
        std::size_t told = 0;
        wanted.onMusic = [&](const score::Score& music) {
            QVERIFY(music.noteCount() >= told);
            told = music.noteCount();
            stop.request_stop();
        };
        const auto music = m_composer->generate(wanted, stop.get_token());
        QVERIFY(music.ok());
        QVERIFY(music->cut);
        QVERIFY(music->score.noteCount() > 0 && music->score.noteCount() < 512 * 8);
        QCOMPARE(music->score.noteCount(), told);
        QVERIFY(music->provenance.find("\"cut\":true") != std::string::npos);
        std::stop_source before;
        before.request_stop();
        QVERIFY(!m_composer->generate(makeRequest({}), before.get_token()).ok());
    }

private:
    fs::path path(const std::string& name) const {
        return fs::path(m_folder.path().toStdString()) / name;
    }
    static GenerationRequest makeRequest(const std::map<std::string, std::string>& texts) {
        return {.controls = midiRnn().generation.parse(texts).value()};
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Composer> m_composer;
};

CONTRAFACT_TEST(TestMidiRnn)
#include "tst_midi_rnn.moc"
