// SPDX-License-Identifier: GPL-3.0-or-later
// What every system of the catalogue promises. A new system is covered by being there; a row in
// kSmall makes it quick.
#include "core/encoding/segment.h"
#include "core/midi/writer.h"
#include "models/api/networks.h"
#include "models/api/run.h"
#include "tests/model/runs.h"
#include "tests/model/toy_corpus.h"
#include "tests/support/test.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <cmath>
#include <random>

using namespace contrafact;
using namespace contrafact::models;
namespace fs = std::filesystem;
using tests::sameTensors, tests::tensors, tests::trainToTheEnd;
using Texts = std::map<std::string, std::string>;

namespace {

/// How a system is made small, and what its published networks count.
struct Row {
    Texts training;
    std::int64_t steps = 12;
    std::int64_t published = 0; ///< parameters in LibTorch
};

const std::map<std::string, Row> kSmall{
    {"vae-nn",
     {{{"k", "8"}, {"batch", "4"}, {"net_batch", "8"}, {"net_epochs", "1"}, {"vae_epochs", "1"}},
      20,
      6'656'559}},
    {"midi-rnn", {{{"hidden", "16"}, {"seq_length", "6"}, {"batch", "16"}}, 30, 84'866}},
    {"dcgan", {{{"batch", "4"}, {"look_every", "3"}}, 10, 100'609}},
    {"bilstm-gan",
     {{{"batch", "4"}, {"width", "8"}, {"d_width", "8"}, {"look_every", "3"}}, 12, 18'624'613}},
    {"naive-gan", {{{"batch", "4"}, {"d_width", "8"}, {"look_every", "3"}}, 12, 6'702'437}},
    {"cnn-lstm-gan",
     {{{"batch", "4"}, {"channels", "8"}, {"d_width", "8"}, {"look_every", "3"}}, 10, 12'821'506}},
    {"note-gru", {{{"hidden", "16"}, {"seq_length", "8"}, {"batch", "8"}}, 30, 248'872}},
    {"abc-lstm",
     {{{"hidden", "16"}, {"embedding", "8"}, {"seq_length", "32"}, {"batch", "8"}}, 12, 5'357'395}},
    {"multi-rnn",
     {{{"hidden", "16"}, {"seq_length", "8"}, {"batch", "8"}, {"epochs", "1"}}, 20, 5'908'096}},
    {"transformer-xl",
     {{{"heads", "1"},
       {"head_width", "16"},
       {"inner", "32"},
       {"layers", "2"},
       {"seq_length", "32"},
       {"memory", "32"},
       {"batch", "4"}},
      12,
      55'301'432}},
    {"pitch-lstm-gan", {{{"batch", "4"}, {"d_width", "8"}, {"look_every", "3"}}, 12, 4'245'485}},
    {"image-gan",
     {{{"batch", "2"}, {"channels", "8"}, {"width", "8"}, {"look_every", "4"}}, 8, 22'825'794}},
};

Row rowOf(const SystemDescriptor& system) {
    const auto at = kSmall.find(system.id);
    return at == kSmall.end() ? Row{} : at->second;
}

/// Files of the toy songs, imported: systems that read the files anew find them.
std::shared_ptr<const corpus::Corpus> toyFiles(const fs::path& folder, int songs, int bars) {
    if (fs::create_directories(folder))
        for (int i = 0; i < songs; ++i) {
            const auto song = tests::toySong(static_cast<unsigned>(i + 1), bars, false);
            if (!midi::writeFile(song.score, folder / (std::to_string(i) + ".mid"))) return {};
        }
    auto corpus = corpus::importFolder(folder, {.useCache = false});
    return corpus ? std::make_shared<const corpus::Corpus>(std::move(corpus).value()) : nullptr;
}

TrainingRequest requestFor(const SystemDescriptor& system, const fs::path& run,
                           const Texts& texts = {}) {
    const auto row = rowOf(system);
    auto values = row.training;
    for (const auto& [key, value] : texts) values[key] = value;
    const auto base =
        system.preset("cpu") ? system.presetParams("cpu") : system.training.defaults();
    TrainingRequest made;
    made.system = system.id;
    made.params = system.training.parse(values, base).value();
    made.corpus = toyFiles(run.parent_path().parent_path() / "music", 6, 12);
    made.run = run;
    made.device = "cpu";
    made.maxSteps = row.steps;
    made.threads = 1;
    return made;
}

/// Any value that a spec allows, from its low end where a high one would only be slow.
std::string anyText(const ParamSpec& spec, std::mt19937& random) {
    std::uniform_real_distribution<double> between(spec.range.min, spec.range.max);
    switch (spec.kind) {
    case ParamKind::Bool:
        return random() % 2 ? "true" : "false";
    case ParamKind::Choice:
        return spec.choices[random() % spec.choices.size()].id;
    case ParamKind::Int: {
        const auto reach =
            std::min<std::int64_t>(8, static_cast<std::int64_t>(spec.range.max - spec.range.min));
        return std::to_string(static_cast<std::int64_t>(spec.range.min) +
                              static_cast<std::int64_t>(random() % 1000) % (reach + 1));
    }
    case ParamKind::Real:
        return toText(between(random));
    }
    return {};
}

/// Both ends of a control.
std::vector<std::string> endsOf(const ParamSpec& spec) {
    if (spec.kind == ParamKind::Bool) return {"false", "true"};
    if (spec.kind == ParamKind::Choice) {
        std::vector<std::string> ids;
        for (const auto& choice : spec.choices) ids.push_back(choice.id);
        return ids;
    }
    if (spec.kind == ParamKind::Int)
        return {std::to_string(static_cast<std::int64_t>(spec.range.min)),
                std::to_string(static_cast<std::int64_t>(spec.range.max))};
    return {toText(spec.range.min), toText(spec.range.max)};
}

std::size_t onsetsIn(const score::Score& score, int firstBar, int bars) {
    const auto range = score::barRange(score, firstBar, bars);
    std::size_t count = 0;
    for (int i = 0; i < score.trackCount(); ++i)
        for (const auto& note : score.track(i).notes()) count += range.contains(note.onset);
    return count;
}

const char* textOf(const Result<void>& result, std::string& keeper) {
    keeper = result ? std::string() : result.message();
    return keeper.c_str();
}

} // namespace

class TestContract : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(m_folder.isValid()); }

    void countsAreThoseOfThePapers_data() { rows(); }
    void countsAreThoseOfThePapers() {
        const auto& system = current();
        for (const auto& preset : system.presets)
            for (const auto& count : system.parameterCounts(system.presetParams(preset.id)))
                QVERIFY2(count.torch > 0 && count.keras > 0, count.network.c_str());
        const auto wanted = rowOf(system).published;
        if (wanted == 0) return;
        std::int64_t sum = 0;
        for (const auto& count : system.parameterCounts(system.presetParams("published")))
            sum += count.torch;
        QCOMPARE(sum, wanted);
    }

    void presetsFitBothSchemas_data() { rows(); }
    void presetsFitBothSchemas() {
        const auto& system = current();
        for (const auto& preset : system.presets) {
            QVERIFY2(system.training.parse(preset.values).ok(), preset.id.c_str());
            QVERIFY2(system.generation.parse(preset.composing).ok(), preset.id.c_str());
            auto params = system.presetParams(preset.id);
            // Presets that differ in lengths and rates alone compose alike.
            QCOMPARE(system.controlsAfter(params), system.presetControls(preset.id));
            for (const auto& spec : system.training.specs()) // shorter, but still that preset
                if (spec.role == ParamRole::Length && spec.kind == ParamKind::Real)
                    params.set(spec.key, spec.range.min);
            QCOMPARE(system.controlsAfter(params), system.presetControls(preset.id));
        }
    }

    void anyParametersTrainAndCompose_data() { rows(); }
    void anyParametersTrainAndCompose() {
        const auto& system = current();
        for (unsigned seed = 1; seed <= 3; ++seed) {
            std::mt19937 random(seed);
            Texts texts;
            for (const auto& spec : system.training.specs())
                texts[spec.key] = anyText(spec, random);
            const auto run = path("any-" + std::to_string(seed));
            auto wanted = requestFor(system, run, texts);
            wanted.maxSteps = 2 * static_cast<std::int64_t>(system.stages.size());
            const auto trained = trainToTheEnd(wanted);
            QVERIFY2(trained.ok(), textOf(trained, m_text));
            QVERIFY(composed(run, 2).ok());
        }
    }

    void oneSeedOneResult_data() { rows(); }
    void oneSeedOneResult() {
        const auto& system = current();
        for (const char* name : {"seed-a", "seed-b", "seed-c"}) {
            auto wanted = requestFor(system, path(name));
            wanted.seed = name == std::string("seed-c") ? 2 : 1;
            QVERIFY(trainToTheEnd(wanted).ok());
        }
        QVERIFY(sameTensors(tensors(path("seed-a")), tensors(path("seed-b"))));
        QVERIFY(!sameTensors(tensors(path("seed-a")), tensors(path("seed-c"))));
        QVERIFY(!trainToTheEnd(requestFor(system, path("seed-a"))).ok()); // never over an old run
    }

    void killedAndResumedIsTheSame_data() { rows(); }
    void killedAndResumedIsTheSame() {
        const auto& system = current();
        QVERIFY(tests::killedInAProcessOfItsOwn(path("killed")));
        const auto half = peekCheckpoint(resolveCheckpoint(path("killed")).value());
        QVERIFY(half->step >= *requestFor(system, path("killed")).maxSteps / 2 && !half->complete);
        // A run that was stopped composes with what it has learned, and says so.
        const auto early = composed(path("killed"), 4);
        QVERIFY2(early.ok(), early ? "" : early.message().c_str());
        QVERIFY(!early->remarks.empty() &&
                early->remarks.back().find("stopped early") != std::string::npos);

        auto rest = requestFor(system, path("killed"));
        rest.resume = true; // device, threads and length are the run's own
        rest.device = "auto";
        rest.threads = 0;
        rest.maxSteps.reset();
        const auto resumed = trainToTheEnd(rest);
        QVERIFY2(resumed.ok(), textOf(resumed, m_text));
        auto whole = requestFor(system, path("whole"));
        whole.threads = readRun(path("killed"))->threads;
        QVERIFY(whole.threads > 0);
        QVERIFY(trainToTheEnd(whole).ok());
        QVERIFY(sameTensors(tensors(path("whole")), tensors(path("killed"))));
        const auto a = readCurves(path("whole")).value(), b = readCurves(path("killed")).value();
        for (std::size_t i = 0; i < a.size(); ++i)
            QVERIFY2(a[i].step == b[i].step && a[i].value == b[i].value, a[i].key.c_str());
    }

    void aFolderInUseIsLocked_data() { rows(); }
    void aFolderInUseIsLocked() {
        auto wanted = requestFor(current(), path("locked"));
        auto session = TrainingSession::start(wanted);
        session->pause();
        QTRY_VERIFY_WITH_TIMEOUT(session->status().phase == TrainingPhase::Paused, 30'000);
        wanted.resume = true;
        const auto second = trainToTheEnd(wanted);
        QVERIFY(!second.ok());
        QVERIFY2(second.message().find(std::to_string(QCoreApplication::applicationPid())) !=
                     std::string::npos,
                 textOf(second, m_text));
        session->stop();
        QTRY_VERIFY_WITH_TIMEOUT(session->ended(), 60'000);
    }

    void requestsAreKept_data() { rows(); }
    void requestsAreKept() {
        const auto composer = trained();
        auto request = requestOf(4);
        const auto once = composer->generate(request, {}), again = composer->generate(request, {});
        QVERIFY(once.ok() && once->score.sounds(again->score));
        QCOMPARE(once->provenance, again->provenance);
        for (const int bars : {1, 3, 6}) {
            const auto made = composer->generate(requestOf(bars), {});
            QVERIFY(made.ok());
            QVERIFY(made->score.end().value <= std::int64_t{bars} * 4 * made->score.ppq());
        }
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(!composer->generate(request, stop.get_token()).ok());
        for (const int bars : {0, 100'000}) QVERIFY(!composer->generate(requestOf(bars), {}).ok());
    }

    void locksAreKept_data() { rows(); }
    void locksAreKept() {
        const auto composer = trained();
        const auto song = tests::toySong(9, 12, false);
        Place place{.piece = song.score};
        place.range = score::barRange(place.piece, 4, 4);
        place.tracks = {0};
        for (const auto& note : place.piece.track(0).notes())
            if (place.range.contains(note.onset) && place.locked.size() < 3)
                place.locked.push_back(note.id);
        auto request = requestOf(8);
        request.place = place;
        for (const auto kept : {KeptPart::Nothing, KeptPart::Pitches, KeptPart::Rhythm}) {
            request.place->kept = kept;
            const auto made = composer->generate(request, {});
            QVERIFY2(made.ok(), made ? "" : made.message().c_str());
            QCOMPARE(made->score.trackCount(), place.piece.trackCount());
            for (int i = 1; i < place.piece.trackCount(); ++i)
                QVERIFY(made->score.track(i) == place.piece.track(i));
            for (const auto& note : place.piece.track(0).notes()) {
                const bool stays = !place.range.contains(note.onset) ||
                                   std::ranges::count(place.locked, note.id) > 0;
                const auto* found = made->score.track(0).find(note.id);
                QVERIFY(!stays || (found && *found == note));
            }
        }
    }

    void smallAndSilentCorporaEndInASentenceOrARun_data() { rows(); }
    void smallAndSilentCorporaEndInASentenceOrARun() {
        const auto& system = current();
        auto tiny = requestFor(system, path("tiny"));
        tiny.corpus = toyFiles(path("tiny-music"), 1, 4);
        auto silent = requestFor(system, path("silent"));
        auto songs = std::make_shared<corpus::Corpus>();
        songs->name = songs->hash = "silent";
        songs->songs.push_back({.name = "nothing", .path = path("nothing.mid")});
        QVERIFY(midi::writeFile(score::Score(), path("nothing.mid")).ok());
        silent.corpus = songs;
        for (auto* wanted : {&tiny, &silent}) {
            wanted->maxSteps = static_cast<std::int64_t>(system.stages.size());
            const auto trained = trainToTheEnd(*wanted);
            const auto run = readRun(wanted->run); // none where it failed before its first step
            if (trained) {
                QVERIFY(composed(wanted->run, 2).ok());
                continue;
            }
            QVERIFY2((!run || run->state == "failed: " + trained.message()) &&
                         trained.message().find('\n') == std::string::npos,
                     trained.message().c_str());
            if (!run) QVERIFY2(!fs::exists(wanted->run), "a half-made folder");
        }
    }

    void exportsCompose_data() { rows(); }
    void exportsCompose() {
        trained();
        const auto file = path("export.safetensors");
        QVERIFY((*loadNetworks())->exportCheckpoint(path("seed-a"), file).ok());
        QVERIFY(fs::file_size(file) < fs::file_size(resolveCheckpoint(path("seed-a")).value()));
        const auto composer = (*loadNetworks())->open(file);
        QVERIFY2(composer.ok(), composer ? "" : composer.message().c_str());
        QVERIFY((*composer)->generate(requestOf(4), {}).ok());
    }

    void longMusicDoesNotDrift_data() { rows(); }
    void longMusicDoesNotDrift() {
        constexpr int kBars = 64, kQuarter = kBars / 4;
        constexpr std::size_t kMostInABar = 2000; // five instruments with every cell struck: 5120
        const auto composer = trained();
        QElapsedTimer clock;
        clock.start();
        const auto made = composer->generate(requestOf(kBars), {});
        QVERIFY(made.ok());
        QVERIFY2(clock.elapsed() < 60'000, qPrintable(QString::number(clock.elapsed())));
        const auto first = onsetsIn(made->score, 0, kQuarter),
                   last = onsetsIn(made->score, kBars - kQuarter, kQuarter);
        QVERIFY(made->score.end().value <= std::int64_t{kBars} * 4 * made->score.ppq());
        QVERIFY(first <= kMostInABar * kQuarter && last <= 4 * first + kQuarter * 40);
    }

    void everyControlWorksAtBothEnds_data() { rows(); }
    void everyControlWorksAtBothEnds() {
        const auto composer = trained();
        for (const auto& spec : current().generation.specs())
            for (const auto& text : endsOf(spec)) {
                auto request = requestOf(2);
                request.controls = current().generation.parse({{spec.key, text}}).value();
                const auto made = composer->generate(request, {});
                QVERIFY2(made.ok(), (spec.key + "=" + text).c_str());
                QVERIFY(made->score.end().value <= 2LL * 4 * made->score.ppq());
            }
        auto wrong = requestOf(2);
        const auto& spec = current().generation.specs().front();
        wrong.controls.set(spec.key, std::string("nonsense"));
        const auto refused = composer->generate(wrong, {});
        QVERIFY(!refused.ok() && refused.message().find(spec.key) != std::string::npos);
    }

private:
    static void rows() {
        QTest::addColumn<QString>("system");
        for (const auto* system : systems())
            QTest::newRow(system->id.c_str()) << QString::fromStdString(system->id);
    }
    static const SystemDescriptor& current() {
        QFETCH(QString, system);
        return *findSystem(system.toStdString());
    }
    fs::path path(const std::string& name) const {
        const auto folder = fs::path(m_folder.path().toStdString()) / current().id;
        fs::create_directories(folder);
        return folder / name;
    }
    static GenerationRequest requestOf(int bars) {
        return {.controls = current().generation.defaults(), .bars = bars};
    }
    static Result<Generated> composed(const fs::path& run, int bars) {
        const auto composer = (*loadNetworks())->open(run);
        if (!composer) return composer.error();
        return (*composer)->generate(requestOf(bars), {});
    }
    /// The small run of seed 1.
    std::unique_ptr<Composer> trained() {
        if (!fs::exists(path("seed-a")) && !trainToTheEnd(requestFor(current(), path("seed-a"))))
            qFatal("%s", "no training");
        auto composer = (*loadNetworks())->open(path("seed-a"));
        if (!composer) qFatal("%s", composer.message().c_str());
        return std::move(composer).value();
    }

    QTemporaryDir m_folder;
    std::string m_text;
};

CONTRAFACT_TEST(TestContract, [](const char* run) {
    const auto* system = findSystem(fs::path(run).parent_path().filename().string());
    auto wanted = requestFor(*system, run);
    wanted.threads = 0; // measured, and written into run.json
    return tests::dieAtStep(wanted, *wanted.maxSteps / 2);
})
#include "tst_contract.moc"
