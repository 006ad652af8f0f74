// SPDX-License-Identifier: GPL-3.0-or-later
// Bar RNN learns styles: the songs become likelier, the network stays, the weight says how much.
#include "models/nn/random.h"
#include "models/nn/tensors.h"
#include "models/systems/bar_rnn/composer.h"
#include "models/systems/bar_rnn/style_lesson.h"
#include "tests/model/untrained_bar_rnn.h"
#include "tests/support/music.h"
#include "tests/support/test.h"

using namespace contrafact;
using namespace contrafact::models;
using namespace contrafact::models::bar_rnn;

namespace {

constexpr auto kHash = "of this checkpoint";

Model untrained() {
    return test::untrainedBarRnn(
        {{"hidden", "24"}, {"embed", "16"}, {"inputs", "16"}, {"given", "8"}});
}

CheckpointInfo info() {
    return {.system = "bar-rnn", .hash = kHash};
}

/// Three airs of 24 bars that have their notes in common.
std::vector<score::Score> airs() {
    return {test::scale(60, 192), test::scale(62, 192), test::scale(65, 192)};
}

StyleLesson lesson(int steps) {
    return {.steps = steps, .seed = 5, .onProgress = {}};
}

LearnedStyle learned(Composer& composer, int steps) {
    return composer.learnStyle(airs(), lesson(steps), {}).value();
}

StyleSet setOf(const LearnedStyle& style, double weight) {
    return {.name = "airs",
            .weight = weight,
            .songs = {},
            .learned = std::make_shared<const LearnedStyle>(style)};
}

double natsUnder(Composer& composer, const std::vector<StyleSet>& styles) {
    return composer.likelihood(test::scale(64, 64), styles, {}).value().natsPerNote;
}

GenerationRequest asking(std::vector<StyleSet> styles) {
    GenerationRequest request{.controls = findSystem("bar-rnn")->generation.defaults()};
    request.bars = 4;
    request.styles = std::move(styles);
    return request;
}

std::vector<int> pitchesOf(const score::Score& score) {
    std::vector<int> pitches;
    for (int track = 0; track < score.trackCount(); ++track)
        for (const auto& note : score.track(track).notes()) pitches.push_back(note.pitch.value);
    return pitches;
}

} // namespace

class TestBarRnnStyle : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatWasLearnedIsLikelierElsewhere() {
        const auto composer = makeComposerOf(untrained(), info());
        const auto style = learned(*composer, 80);
        QCOMPARE(style.system, std::string("bar-rnn"));
        QCOMPARE(style.checkpoint, std::string(kHash));
        QVERIFY2(
            style.natsAfter < 0.9 * style.natsBefore,
            qPrintable(QString("%1 after, %2 before").arg(style.natsAfter).arg(style.natsBefore)));
        const double plain = natsUnder(*composer, {});
        const double half = natsUnder(*composer, {setOf(style, 0.5)});
        const double whole = natsUnder(*composer, {setOf(style, 1)});
        QVERIFY(whole < half && half < plain);
        QCOMPARE(natsUnder(*composer, {}), plain); // the network has stayed as it was
    }

    void theSameSeedLearnsTheSame() {
        const auto composer = makeComposerOf(untrained(), info());
        const auto first = learned(*composer, 10), again = learned(*composer, 10);
        for (const auto& [name, numbers] : first.numbers)
            QVERIFY(again.numbers.at(name).bytes == numbers.bytes);
    }

    void someKilobytesHoldIt() {
        const auto composer = makeComposerOf(Model(findSystem("bar-rnn")->presetParams("cpu")),
                                             info()); // as large as the starter
        std::size_t bytes = 0;
        for (const auto& [name, numbers] : learned(*composer, 1).numbers)
            bytes += numbers.bytes.size();
        QVERIFY(bytes > 0 && bytes < 32'000);
    }

    void aWeightOfNothingIsNoStyle() {
        const auto composer = makeComposerOf(untrained(), info());
        const auto style = learned(*composer, 40);
        const auto plain = composer->generate(asking({}), {}).value();
        const auto none = composer->generate(asking({setOf(style, 0)}), {}).value();
        const auto whole = composer->generate(asking({setOf(style, 1)}), {}).value();
        QCOMPARE(pitchesOf(none.score), pitchesOf(plain.score));
        QVERIFY(pitchesOf(whole.score) != pitchesOf(plain.score));
    }

    void whatCannotBeUsedIsNamed() {
        const auto composer = makeComposerOf(untrained(), info());
        StyleSet unlearned{.name = "Airs", .weight = 1, .songs = {}, .learned = {}};
        const auto first = composer->generate(asking({unlearned}), {});
        QVERIFY(!first.ok() && QString::fromStdString(first.message()).contains("learned first"));
        auto other = learned(*composer, 1);
        other.checkpoint = "of another";
        const auto second = composer->generate(asking({setOf(other, 1)}), {});
        QVERIFY(!second.ok() && QString::fromStdString(second.message()).contains("another model"));
    }

    void withoutNotesThereIsNothingToLearn() {
        const auto composer = makeComposerOf(untrained(), info());
        QVERIFY(!composer->learnStyle({}, lesson(5), {}).ok());
        QVERIFY(!composer->learnStyle({score::Score(480)}, lesson(5), {}).ok());
    }

    void stoppingLearnsNothing() {
        const auto composer = makeComposerOf(untrained(), info());
        std::stop_source stop;
        int looks = 0;
        auto endless = lesson(100'000);
        endless.onProgress = [&](const StyleLesson::Progress& now) {
            ++looks;
            QVERIFY(now.step > 0 && now.loss > 0 && now.heldOut > 0);
            stop.request_stop();
        };
        const auto said = composer->learnStyle(airs(), endless, stop.get_token());
        QVERIFY(!said.ok());
        QCOMPARE(said.message(), std::string("cancelled"));
        QCOMPARE(looks, 1);
    }
};

CONTRAFACT_TEST(TestBarRnnStyle)
#include "tst_bar_rnn_style.moc"
