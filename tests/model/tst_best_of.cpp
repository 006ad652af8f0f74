// SPDX-License-Identifier: GPL-3.0-or-later
// Of several pieces the one with the fewest faults is kept, with a composer made by rule.
#include "core/metrics/faults.h"
#include "models/api/open_model.h"
#include "models/api/specs.h"
#include "models/compose/best_of.h"
#include "tests/support/music.h"
#include "tests/support/test.h"

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace contrafact;
using namespace contrafact::models;

namespace {

constexpr int kBars = 4;

/// Whole notes; the piece that is asked for as the `clean`th is a triad, the others are clusters.
class Chords : public Composer {
public:
    explicit Chords(std::size_t clean)
        : m_clean(clean) {}
    const CheckpointInfo& info() const override { return m_info; }
    Result<Generated> generate(const GenerationRequest& request, std::stop_token stop) override {
        if (stop.stop_requested()) return Error{"cancelled"};
        const bool clean = asked.size() == m_clean || !request.latentOffset.empty();
        asked.push_back(request);
        std::vector<score::Note> notes;
        for (int bar = 0; bar < kBars; ++bar)
            for (const int pitch : clean ? std::vector{60, 64, 67} : std::vector{60, 61, 62})
                notes.push_back(test::note(bar * 4 * score::kDefaultPpq, 4 * score::kDefaultPpq,
                                           pitch + bar % 2 * 5));
        return Generated{.score = test::scoreOf(test::instrument(0), std::move(notes)),
                         .provenance = nlohmann::json{{"seed", request.seed}}.dump()};
    }

    std::vector<GenerationRequest> asked;

private:
    std::size_t m_clean;
    CheckpointInfo m_info;
};

GenerationRequest request(std::int64_t pieces) {
    GenerationRequest made{.seed = 7, .bars = kBars};
    made.controls.set(kChooseFrom, pieces);
    return made;
}

bool hasTriad(const Generated& made) {
    return std::ranges::any_of(made.score.track(0).notes(),
                               [](const auto& note) { return note.pitch.value == 67; });
}

} // namespace

class TestBestOf : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theOneWithTheFewestFaultsIsKept() {
        Chords composer(2);
        const auto made = compose::bestOf(composer, request(4), {});
        QVERIFY(made.ok() && hasTriad(*made));
        const auto story = nlohmann::json::parse(made->provenance);
        QCOMPARE(story["piece_chosen"].get<int>(), 3);
        QCOMPARE(story["seed"].get<int>(), 7);
        QCOMPARE(story["faults"].get<double>(), metrics::faultiness(made->score, kBars));
    }

    void seedsDifferAndTheFirstIsTheRequests() {
        Chords composer(9);
        QVERIFY(compose::bestOf(composer, request(4), {}).ok());
        QCOMPARE(composer.asked.size(), std::size_t{4});
        QCOMPARE(composer.asked[0].seed, std::uint64_t{7});
        for (std::size_t i = 0; i < 4; ++i)
            for (std::size_t j = 0; j < i; ++j)
                QVERIFY(composer.asked[i].seed != composer.asked[j].seed);
    }

    void onePieceIsTheComposersOwn() {
        Chords composer(9);
        const auto made = compose::bestOf(composer, request(1), {});
        QCOMPARE(composer.asked.size(), std::size_t{1});
        QVERIFY(!nlohmann::json::parse(made->provenance).contains("piece_chosen"));
        GenerationRequest without{.seed = 7, .bars = kBars};
        QVERIFY(compose::bestOf(composer, without, {}).ok());
        QCOMPARE(composer.asked.size(), std::size_t{2});
    }

    void aSliderMovesThePieceThatWasChosen() {
        Chords composer(1);
        auto asked = request(3);
        asked.latentOffset = {1.0F};
        QVERIFY(compose::bestOf(composer, asked, {}).ok());
        const auto& all = composer.asked;
        QCOMPARE(all.back().latentOffset, std::vector{1.0F});
        QCOMPARE(all.back().seed, all[1].seed);
        QVERIFY(std::all_of(all.begin(), all.end() - 1,
                            [](const auto& one) { return one.latentOffset.empty(); }));
    }

    void whoListensHearsTheOneThatIsKept() {
        Chords composer(1);
        auto asked = request(3);
        int told = 0;
        asked.onMusic = [&](const score::Score& music) {
            ++told;
            QVERIFY(music.track(0).notes().back().pitch.value >= 67);
        };
        QVERIFY(compose::bestOf(composer, asked, {}).ok());
        QCOMPARE(told, 1);
    }

    void itCanBeCancelled() {
        Chords composer(1);
        std::stop_source stop;
        stop.request_stop();
        const auto made = compose::bestOf(composer, request(3), stop.get_token());
        QVERIFY(!made.ok());
        QCOMPARE(made.error().message, std::string("cancelled"));
    }

    void publishedPresetsKeepTheFirst() {
        for (const auto* system : systems())
            if (system->generation.find(kChooseFrom))
                QCOMPARE(system->presetControls("published").integer(kChooseFrom), 1);
    }
};

CONTRAFACT_TEST(TestBestOf)
#include "tst_best_of.moc"
