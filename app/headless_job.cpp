// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/headless_job.h"

#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/interrupt.h"
#include "core/audio/render.h"
#include "core/corpus/corpus.h"
#include "core/midi/writer.h"
#include "models/api/descriptor.h"
#include "models/api/open_model.h"
#include "models/api/run.h"
#include "models/api/training.h"
#include "ui/plots/plot_grid.h"
#include "ui/roll/roll_margins.h"

#include <QString>

#include <optional>
#include <thread>

namespace contrafact::app {
namespace {

namespace fs = std::filesystem;

constexpr auto kSystem = "vae-nn";
constexpr auto kPreset = "cpu";
constexpr double kTrainingSeconds = 60;
constexpr int kBars = 8;
constexpr std::uint64_t kSeed = 1;
constexpr auto kLookPause = std::chrono::milliseconds(100);
constexpr QSize kPicture(1600, 900);

std::shared_ptr<const corpus::Corpus> shared(corpus::Corpus corpus) {
    return std::make_shared<const corpus::Corpus>(std::move(corpus));
}

Result<std::shared_ptr<const corpus::Corpus>> openCorpus(const Interrupt& interrupt,
                                                         ProgressLine& line) {
    corpus::ImportOptions options;
    options.stop = interrupt.token();
    options.progress = line.sink();
    auto corpus = corpus::openStarter(options);
    if (!corpus) return corpus.error();
    line.note("starter corpus: " + std::to_string(corpus->songs.size()) + " songs, " +
              grouped(std::int64_t(corpus->noteCount())) + " notes");
    return shared(std::move(corpus).value());
}

Result<void> watch(models::TrainingSession& session, const Interrupt& interrupt,
                   ProgressLine& line) {
    std::optional<Result<void>> end;
    while (!end) {
        const bool ended = session.ended(); // before looking: nothing comes after it
        if (interrupt.requested()) session.stop();
        session.drainSamples(); // the curves are read from the run's own table afterwards
        const auto status = session.status();
        line.show({status.fraction, status.message});
        for (const auto& event : session.takeEvents())
            if (const auto* last = std::get_if<models::TrainingEnded>(&event)) end = last->result;
        if (ended && !end) return Error{"the training ended without a word"};
        if (!ended) std::this_thread::sleep_for(kLookPause);
    }
    return *end;
}

Result<void> train(const models::SystemDescriptor& system,
                   std::shared_ptr<const corpus::Corpus> corpus, const fs::path& run,
                   const Interrupt& interrupt, ProgressLine& line) {
    models::TrainingRequest request;
    request.system = system.id;
    request.params = system.presetParams(kPreset);
    request.corpus = std::move(corpus);
    request.run = run;
    request.seed = kSeed;
    request.maxSeconds = kTrainingSeconds;
    const auto session = models::TrainingSession::start(request);
    return watch(*session, interrupt, line);
}

Result<models::Generated> compose(const models::SystemDescriptor& system, const fs::path& run,
                                  const Interrupt& interrupt) {
    auto composer = models::openModel(run);
    if (!composer) return composer.error();
    models::GenerationRequest request;
    request.controls = system.presetControls(kPreset);
    request.seed = kSeed;
    request.bars = kBars;
    return (*composer)->generate(request, interrupt.token());
}

Result<void> savePicture(const score::Score& score, const fs::path& path) {
    if (ui::pictureOf(score, kPicture).save(QString::fromStdString(path.string()))) return {};
    return Error{path.string() + " cannot be written: choose another folder"};
}

Result<void> writeFiles(const models::SystemDescriptor& system, const models::Generated& music,
                        const fs::path& run, const fs::path& out, ProgressLine& line) {
    if (auto r = midi::writeFile(music.score, out / "composition.mid", {music.provenance}); !r)
        return r;
    audio::RenderOptions options;
    options.progress = line.sink();
    if (auto r = audio::renderToFile(music.score, out / "composition.wav", options); !r) return r;
    const auto curves = models::readCurves(run);
    if (!curves) return curves.error();
    if (auto r = ui::savePlot(system, *curves, out / "loss.png"); !r) return r;
    return savePicture(music.score, out / "roll.png");
}

Result<void> mainJob(const fs::path& out, const Interrupt& interrupt, ProgressLine& line) {
    const auto* system = models::findSystem(kSystem);
    if (!system) return Error{std::string("there is no system ") + kSystem + " in this build"};
    auto corpus = openCorpus(interrupt, line);
    if (!corpus) return corpus.error();
    // A fresh run each time: the pictures are to show this minute's training.
    const auto run = out / "run";
    std::error_code error;
    fs::remove_all(run, error);
    fs::create_directories(out, error);
    if (error) return Error{out.string() + " cannot be made: " + error.message()};
    line.note("training " + system->title + ", preset " + kPreset + ", for about a minute");
    if (auto r = train(*system, *corpus, run, interrupt, line); !r) return r;
    line.note("composing " + std::to_string(kBars) + " bars");
    auto music = compose(*system, run, interrupt);
    if (!music) return music.error();
    return writeFiles(*system, *music, run, out, line);
}

} // namespace

int runHeadlessJob(const fs::path& out, const Interrupt& interrupt) {
    {
        ProgressLine line;
        line.note("working without a window, as asked by --without-window: importing the starter "
                  "music, training, composing and exporting into " +
                  out.string());
        const auto result = mainJob(out, interrupt, line);
        if (interrupt.requested()) return kInterrupted;
        if (!result) return fail(result.error());
    }
    for (const auto* name : {"composition.mid", "composition.wav", "loss.png", "roll.png"})
        print((out / name).string());
    return kDone;
}

} // namespace contrafact::app
