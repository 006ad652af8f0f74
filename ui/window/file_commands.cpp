// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/file_commands.h"

#include "core/audio/render.h"
#include "core/encoding/family.h"
#include "core/exchange/archive.h"
#include "core/exchange/formats.h"
#include "core/exchange/losses.h"
#include "core/midi/writer.h"
#include "core/session/session.h"
#include "ui/actions/action.h"
#include "ui/compose/compose_plan.h"
#include "ui/controls/sentence.h"
#include "ui/document/document.h"
#include "ui/roll/roll_margins.h"
#include "ui/roll/roll_state.h"
#include "ui/services/library.h"
#include "ui/services/music_files.h"
#include "ui/services/player.h"
#include "ui/window/progress_job.h"
#include "ui/window/recent_files.h"
#include "ui/window/session_keeper.h"
#include "ui/window/target_dialog.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>

namespace contrafact::ui {
namespace {

const QString kSessionFilter = QObject::tr("Contrafact sessions (*.contrafact)");
const QString kSessionSuffix = QStringLiteral(".contrafact");
constexpr QSize kPictureSize(1600, 900);

struct Imported {
    QString path;
    Result<exchange::Music> file;
};

std::vector<Imported> readFiles(const QStringList& paths, std::stop_token stop,
                                const ProgressSink& sink) {
    std::vector<Imported> files;
    for (qsizetype i = 0; i < paths.size() && !stop.stop_requested(); ++i) {
        sink({double(i) / double(paths.size()), QFileInfo(paths[i]).fileName().toStdString()});
        if (const QFileInfo info(paths[i]); info.exists() && !info.isFile()) {
            // A pipe could be waited for without end.
            files.push_back({paths[i], Error{paths[i].toStdString() + " is no ordinary file"}});
            continue;
        }
        files.push_back({paths[i], exchange::readMusic(paths[i].toStdString(), stop)});
    }
    return files;
}

/// The first track that has a note in view, so that a new piece does not open on a silent one.
int firstSounding(const score::Score& score, const RollGeometry& view) {
    const auto shown = view.ticksBetween(0, view.viewport().width());
    for (int i = 0; i < score.trackCount(); ++i) {
        bool sounds = false;
        score.track(i).forEachIn(shown, [&](const score::Note&) { sounds = true; });
        if (sounds) return i;
    }
    return 0;
}

QString fileName(const QString& path) {
    return QFileInfo(path).fileName();
}

/// A message of the readers and writers names whole paths; a person knows the file by its name.
QString withNames(QString message, const QStringList& paths) {
    for (const auto& path : paths) message.replace(path, QObject::tr("“%1”").arg(fileName(path)));
    return message;
}

} // namespace

score::Score emptyPiece() {
    score::Score score;
    int channel = 0;
    for (std::size_t i = 0; i < encoding::kFamilyInfo.size(); ++i) {
        score::TrackInfo info;
        info.name = encoding::kFamilyInfo[i].title;
        info.program = encoding::kFamilyInfo[i].program;
        info.channel = encoding::Family(i) == encoding::Family::Drums ? 9 : channel++;
        score.addTrack(score::Track(std::move(info)));
    }
    return score;
}

FileCommands::FileCommands(const Studio& studio, RollState& state, SessionKeeper& keeper,
                           QWidget* window)
    : QObject(window)
    , m_studio(studio)
    , m_state(state)
    , m_keeper(keeper)
    , m_window(window) {
    makeActions();
}

void FileCommands::makeActions() {
    auto* w = m_window;
    sessions = {
        makeAction(w, "file.new", tr("New"), {QKeySequence("Ctrl+N")}, [this] { startNew(); }),
        makeAction(w, "file.open", tr("Open…"), {QKeySequence("Ctrl+O")},
                   [this] { chooseAndOpen(); }),
        makeAction(w, "file.save", tr("Save"), {QKeySequence("Ctrl+S")}, [this] { save(); }),
        makeAction(w, "file.save_as", tr("Save as…"), {QKeySequence("Ctrl+Shift+S")},
                   [this] { saveAs(); })};
    recent = new QMenu(tr("Open recent"), w);
    markChoices(*recent, recent->title());
    connect(recent, &QMenu::aboutToShow, this, [this] {
        fillRecentMenu(*recent, [this](const QString& path) { openPaths({path}); });
    });
    imports = {makeAction(w, "file.import", tr("Import music…"), {QKeySequence("Ctrl+I")},
                          [this] { chooseAndImport(); }),
               makeAction(w, "file.import_folder", tr("Add a folder as training data…"),
                          {QKeySequence("Ctrl+Shift+I")}, [this] {
                              const auto path = QFileDialog::getExistingDirectory(
                                  m_window, tr("Folder with music"), lastFolder());
                              if (!path.isEmpty()) openPaths({path});
                          })};
    exports = {makeAction(w, "file.export_midi", tr("Export MIDI…"), {QKeySequence("Ctrl+M")},
                          [this] { exportMidi(); }),
               makeAction(w, "file.export_abc", tr("Export ABC…"), {QKeySequence("Ctrl+Shift+M")},
                          [this] { exportAbc(); }),
               makeAction(w, "file.export_sound", tr("Export sound…"), {QKeySequence("Ctrl+R")},
                          [this] { exportSound(); }),
               makeAction(w, "file.export_picture", tr("Export picture of the roll…"),
                          {QKeySequence("Ctrl+Shift+R")}, [this] { exportPicture(); })};
}

void FileCommands::report(const QString& title, const QString& message) {
    Q_EMIT failed(title, message);
}

void FileCommands::whenSafe(Then go, Then stay) {
    if (!m_keeper.modified()) return go();
    askToSave({}, std::move(go), std::move(stay));
}

void FileCommands::askToSave(const QString& failure, Then go, Then stay) {
    auto* box = new QMessageBox(
        QMessageBox::Question, tr("Unsaved changes"),
        failure.isEmpty() ? tr("Save the changes to this session first?")
                          : tr("The session was not saved. Save it somewhere else?"),
        QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, m_window);
    QStringList details{tr("Without saving they are lost.")};
    if (!failure.isEmpty()) details.prepend(asSentence(failure));
    box->setInformativeText(details.join(QLatin1Char(' ')));
    auto* elsewhere =
        failure.isEmpty() ? nullptr : box->addButton(tr("Save as…"), QMessageBox::AcceptRole);
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(box, &QMessageBox::finished, this,
            [this, box, elsewhere, go = std::move(go), stay = std::move(stay)](int answer) {
                // What was changed while it was saved is asked about again.
                const auto safe = [this, go, stay] { whenSafe(go, stay); };
                const auto again = [this, go, stay](const QString& why) {
                    if (!why.isEmpty()) return askToSave(why, go, stay);
                    if (stay) stay();
                };
                if (elsewhere && box->clickedButton() == elsewhere) return saveAs(safe, again);
                if (answer == QMessageBox::Save) return save(safe, again);
                if (answer == QMessageBox::Discard) return go();
                if (stay) stay();
            });
    box->open();
}

void FileCommands::startNew() {
    whenSafe([this] {
        m_studio.document.reset(emptyPiece());
        m_studio.library.takes().restore({});
        m_keeper.startNew();
    });
}

void FileCommands::chooseAndOpen() {
    const auto music = musicPatterns();
    const QStringList filters{tr("Sessions and music (*%1 %2)").arg(kSessionSuffix, music),
                              kSessionFilter, tr("Music (%1)").arg(music), tr("All files (*)")};
    const auto paths =
        QFileDialog::getOpenFileNames(m_window, tr("Open"), lastFolder(), filters.join(";;"));
    if (!paths.isEmpty()) openPaths(paths);
}

void FileCommands::openPaths(const QStringList& paths) {
    QStringList music;
    for (const auto& path : paths) {
        rememberFolder(path);
        if (QFileInfo(path).isDir() || exchange::isArchiveName(path.toStdString()))
            m_studio.library.corpora().import(path);
        else if (path.endsWith(kSessionSuffix, Qt::CaseInsensitive))
            openSession(path);
        else
            music << path;
    }
    if (!music.isEmpty()) importFiles(music);
}

void FileCommands::openSession(const QString& path) {
    whenSafe([this, path] {
        m_keeper.open(path.toStdString(), [this, path](Result<void> result) {
            if (!result)
                return report(tr("This session cannot be opened"),
                              withNames(QString::fromStdString(result.message()), {path}));
            rememberFile(path);
            Q_EMIT told(tr("Opened %1").arg(fileName(path)));
            if (session::recoveryIsNewer(path.toStdString())) offerRecovery();
        });
    });
}

void FileCommands::offerRecovery() {
    const auto session = m_keeper.recoverable();
    if (!session) return;
    const auto name = session->empty() || session->extension() != ".contrafact"
                          ? tr("a session without a name")
                          : QString::fromStdString(session->filename().string());
    const auto answer = QMessageBox::question(
        m_window, tr("Unsaved changes found"),
        tr("The program ended before changes to %1 were saved. Bring them back?").arg(name));
    if (answer != QMessageBox::Yes) return session::discardRecovery(*session);
    m_keeper.recover(*session, [this](Result<void> result) {
        if (!result)
            return report(tr("The changes cannot be brought back"),
                          QString::fromStdString(result.message()));
        Q_EMIT told(tr("Unsaved changes are back; save them to keep them"));
    });
}

void FileCommands::save(Then then, Unsaved otherwise) {
    if (m_keeper.path().empty()) return saveAs(std::move(then), std::move(otherwise));
    saveTo(QString::fromStdString(m_keeper.path().string()), std::move(then), std::move(otherwise));
}

void FileCommands::saveAs(Then then, Unsaved otherwise) {
    const auto path =
        askFor(tr("Save session"), {{tr("Contrafact sessions"), QStringLiteral("contrafact")}});
    if (!path.isEmpty()) return saveTo(path, std::move(then), std::move(otherwise));
    if (otherwise) otherwise({});
}

void FileCommands::saveTo(const QString& path, Then then, Unsaved otherwise) {
    const auto done = [this, path, then = std::move(then),
                       otherwise = std::move(otherwise)](Result<void> result) {
        if (!result) {
            const auto why = withNames(QString::fromStdString(result.message()), {path});
            return otherwise ? otherwise(why) : report(tr("The session was not saved"), why);
        }
        rememberFile(path);
        Q_EMIT told(tr("Saved %1").arg(fileName(path)));
        if (then) then();
    };
    m_keeper.save(path.toStdString(), done);
}

/// Offers the session's name, or else the piece's.
QString FileCommands::askFor(const QString& title, const QList<FileKind>& kinds) {
    const auto session = QString::fromStdString(m_keeper.path().stem().string());
    const auto piece = safeFileName(QString::fromStdString(m_studio.document.score().title));
    const auto name = !session.isEmpty() ? session : !piece.isEmpty() ? piece : tr("untitled");
    return askTarget(m_window, title, name, kinds);
}

void FileCommands::chooseAndImport() {
    const auto paths =
        QFileDialog::getOpenFileNames(m_window, tr("Import music"), lastFolder(), musicFilter());
    if (!paths.isEmpty()) openPaths(paths);
}

void FileCommands::importFiles(const QStringList& paths) {
    ProgressJob::run(
        m_window, tr("Importing"),
        [paths](std::stop_token stop, const ProgressSink& sink) {
            return readFiles(paths, stop, sink);
        },
        [this](std::vector<Imported> files) {
            QStringList problems;
            const Imported* shown = nullptr;
            std::size_t repairs = 0;
            for (const auto& [path, file] : files) {
                if (!file) {
                    problems << withNames(QString::fromStdString(file.message()), {path});
                    continue;
                }
                rememberFile(path);
                for (const auto& score : file->scores)
                    m_studio.library.takes().addImported(path, score);
                repairs += file->warnings.size();
            }
            for (const auto& imported : files)
                if (imported.file) shown = &imported;
            if (shown) showImported(shown->path, shown->file->scores.front());
            if (!problems.isEmpty())
                report(tr("Some files were not imported"), problems.join('\n'));
            else if (repairs > 0)
                Q_EMIT told(tr("Imported; %1 things in the file were repaired, the first: %2")
                                .arg(repairs)
                                .arg(QString::fromStdString(shown->file->warnings.front())));
        });
}

void FileCommands::openSong(const QString& path, const score::Score& score) {
    m_studio.library.takes().addImported(path, score);
    showImported(path, score);
}

void FileCommands::showImported(const QString& path, const score::Score& score) {
    auto& document = m_studio.document;
    const auto name = QFileInfo(path).fileName();
    document.perform(replacement(document.score(), score, tr("Import %1").arg(name).toStdString()));
    document.setRegion(std::nullopt);
    m_studio.player.seek(score::Tick(0));
    m_state.showOpening();
    document.setCurrentTrack(firstSounding(score, m_state.geometry()));
    Q_EMIT told(tr("Imported %1").arg(name));
}

template<typename Write>
void FileCommands::writeFile(const QString& title, const QString& path, const QString& failure,
                             Write write) {
    ProgressJob::run(m_window, title, std::move(write), [this, path, failure](Result<void> result) {
        if (!result)
            return report(failure, withNames(QString::fromStdString(result.message()), {path}));
        Q_EMIT told(tr("Wrote %1").arg(fileName(path)));
    });
}

void FileCommands::exportMidi() {
    const auto path = askFor(tr("Export MIDI"), {{tr("MIDI files"), "mid", {"midi"}}});
    if (path.isEmpty()) return;
    midi::WriteOptions options;
    const auto* take = m_studio.library.takes().currentTake();
    // Only unchanged notes are what the seed and the checkpoint give again.
    if (take && take->score.sounds(m_studio.document.score()))
        options.provenance = take->provenance;
    writeFile(
        tr("Exporting MIDI"), path, tr("The MIDI file was not written"),
        [score = m_studio.document.score(), path, options](std::stop_token, const ProgressSink&) {
            return midi::writeFile(score, path.toStdString(), options);
        });
}

void FileCommands::exportAbc() {
    const auto path = askFor(tr("Export ABC"), {{tr("ABC tunes"), "abc"}});
    if (!path.isEmpty()) writeAbcTo(path);
}

/// The notes are all there; what a tune in letters cannot say of them is told.
void FileCommands::writeAbcTo(const QString& path) {
    ProgressJob::run(
        m_window, tr("Exporting ABC"),
        [score = m_studio.document.score(), path](std::stop_token,
                                                  const ProgressSink&) -> Result<QStringList> {
            const std::filesystem::path file = path.toStdString();
            if (const auto written = exchange::writeMusic({score}, file); !written)
                return written.error();
            QStringList losses;
            for (const auto& loss : exchange::lossesIn({score}, file))
                losses << asSentence(QString::fromStdString(loss));
            return losses;
        },
        [this, path](Result<QStringList> losses) {
            if (!losses)
                return report(tr("The ABC file was not written"),
                              withNames(QString::fromStdString(losses.message()), {path}));
            QStringList said{asSentence(tr("Wrote %1").arg(fileName(path)))};
            Q_EMIT told((said + *losses).join(QLatin1Char(' ')));
        });
}

void FileCommands::exportSound() {
    if (m_studio.document.score().noteCount() == 0)
        return Q_EMIT told(tr("There is nothing to hear yet: no sound was exported"));
    const auto path =
        askFor(tr("Export sound"),
               {{tr("WAV"), "wav"}, {tr("FLAC"), "flac"}, {tr("Ogg Vorbis"), "ogg"}});
    if (path.isEmpty()) return;
    renderTo(path);
}

void FileCommands::renderTo(const QString& path) {
    writeFile(tr("Rendering"), path, tr("The sound file was not written"),
              [score = m_studio.document.score(), path,
               soundFont = m_studio.player.soundFont().toStdString()](std::stop_token stop,
                                                                      const ProgressSink& sink) {
                  audio::RenderOptions options;
                  options.soundFont = soundFont; // as it is heard
                  options.stop = stop;
                  options.progress = sink;
                  return audio::renderToFile(score, path.toStdString(), options);
              });
}

void FileCommands::exportPicture() {
    const auto path = askFor(tr("Export picture"), {{tr("Pictures"), "png"}});
    if (path.isEmpty()) return;
    if (pictureOf(m_studio.document.score(), kPictureSize).save(path))
        Q_EMIT told(tr("Wrote %1").arg(fileName(path)));
    else
        report(tr("The picture was not written"),
               tr("“%1” cannot be written there: choose another folder.").arg(fileName(path)));
}

} // namespace contrafact::ui
