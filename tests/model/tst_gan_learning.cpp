// SPDX-License-Identifier: GPL-3.0-or-later
// Adversarial systems learn: a tiny one, trained for seconds on songs made by rule, uses more of
// their pitches than at the beginning, and neither side of its game has won.
#include "models/api/networks.h"
#include "models/api/run.h"
#include "tests/model/runs.h"
#include "tests/model/toy_corpus.h"
#include "tests/support/test.h"

#include <QTemporaryDir>

#include <array>
#include <cmath>

using namespace contrafact;
using namespace contrafact::models;
namespace fs = std::filesystem;

namespace {

using Settings = std::map<std::string, std::string>;

struct Lesson {
    const char* system;
    Settings settings; ///< over those of the preset "cpu"
    int steps;
};
const std::vector<Lesson> kLessons{
    {"bilstm-gan", {{"batch", "16"}, {"width", "16"}, {"d_width", "16"}, {"key", "written"}}, 200},
    {"dcgan", {{"batch", "16"}}, 400}};

/// Share of each pitch in the time that all pitched notes sound.
struct Pitches {
    std::array<double, 128> time{};
    double total = 0;

    void add(const score::Track& track) {
        if (track.info.isDrums()) return;
        for (const auto& note : track.notes()) {
            const auto length = static_cast<double>(note.length.value);
            time[static_cast<std::size_t>(note.pitch.value)] += length;
            total += length;
        }
    }
    void add(const score::Score& music) {
        for (int i = 0; i < music.trackCount(); ++i) add(music.track(i));
    }
    /// Half the sum of differences: 0 the same, 1 nothing in common.
    double distance(const Pitches& other) const {
        if (total == 0 || other.total == 0) return 1;
        double sum = 0;
        for (std::size_t i = 0; i < time.size(); ++i)
            sum += std::abs(time[i] / total - other.time[i] / other.total);
        return sum / 2;
    }
};

TrainingRequest requestFor(const std::string& system, const Settings& settings,
                           const fs::path& run) {
    TrainingRequest made;
    made.system = system;
    const auto& known = *findSystem(system);
    made.params = known.training.parse(settings, known.presetParams("cpu")).value();
    made.corpus = tests::toyCorpus();
    made.run = run;
    made.device = "cpu";
    made.threads = 1;
    return made;
}

Pitches pitchesOf(const fs::path& run, const SystemDescriptor& system) {
    const auto composer = (*loadNetworks())->open(run).value();
    Pitches all;
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        GenerationRequest request{.controls = system.presetControls("cpu"), .bars = 16};
        request.seed = seed;
        all.add(composer->generate(request, {})->score);
    }
    return all;
}

/// The pitched track with the most notes, the first of equals: what systems of one instrument read.
const score::Track& fullest(const score::Score& song) {
    int best = 0;
    const auto notes = [&](int i) {
        return song.track(i).info.isDrums() ? 0 : song.track(i).notes().size();
    };
    for (int i = 1; i < song.trackCount(); ++i)
        if (notes(i) > notes(best)) best = i;
    return song.track(best);
}

/// What of the songs a system learns.
Pitches pitchesOf(const corpus::Corpus& songs, const SystemDescriptor& system) {
    Pitches all;
    for (const auto& song : songs.songs) {
        if (system.capabilities.oneInstrument)
            all.add(fullest(song.score));
        else
            all.add(song.score);
    }
    return all;
}

/// Of the last half of a curve.
double lateMean(const std::vector<Curve>& curves, const char* key) {
    const auto curve = std::ranges::find(curves, key, &Curve::key);
    double sum = 0;
    const auto half = curve->value.size() / 2;
    for (std::size_t i = half; i < curve->value.size(); ++i) sum += curve->value[i];
    return sum / static_cast<double>(curve->value.size() - half);
}

} // namespace

class TestGanLearning : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aTinyOneLearns_data() {
        QTest::addColumn<int>("lesson");
        for (int i = 0; i < static_cast<int>(kLessons.size()); ++i)
            QTest::newRow(kLessons[static_cast<std::size_t>(i)].system) << i;
    }

    void aTinyOneLearns() {
        QFETCH(int, lesson);
        const auto& [system, settings, steps] = kLessons[static_cast<std::size_t>(lesson)];
        const auto& known = *findSystem(system);
        const auto folder = fs::path(m_folder.path().toStdString()) / system;
        auto begun = requestFor(system, settings, folder / "begun");
        begun.maxSteps = 2;
        QVERIFY(tests::trainToTheEnd(begun).ok());
        auto trained = requestFor(system, settings, folder / "trained");
        trained.maxSteps = steps;
        QVERIFY(tests::trainToTheEnd(trained).ok());

        const auto songs = pitchesOf(*trained.corpus, known);
        const double first = pitchesOf(begun.run, known).distance(songs);
        const auto pieces = pitchesOf(trained.run, known);
        const double last = pieces.distance(songs);
        const auto curves = readCurves(trained.run).value();
        const double real = lateMean(curves, "accuracy_real"),
                     generated = lateMean(curves, "accuracy_generated");
        const auto figures = QStringLiteral("pitches %1 -> %2, accuracies %3 and %4, sounding %5")
                                 .arg(first, 0, 'f', 3)
                                 .arg(last, 0, 'f', 3)
                                 .arg(real, 0, 'f', 3)
                                 .arg(generated, 0, 'f', 3)
                                 .arg(pieces.total / songs.total, 0, 'f', 2);
        qInfo().noquote() << figures;
        QVERIFY2(last < 0.8 * first && last < 0.6, qPrintable(figures));
        QVERIFY2(std::min(real, generated) < 0.95 && (real + generated) / 2 > 0.45,
                 qPrintable(figures));
    }

private:
    QTemporaryDir m_folder;
};

CONTRAFACT_TEST(TestGanLearning)
#include "tst_gan_learning.moc"
