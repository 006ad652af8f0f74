// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/transport/sound_pills.h"

#include "core/audio/soundfont.h"
#include "ui/actions/action.h"
#include "ui/services/compose_service.h"
#include "ui/services/player.h"
#include "ui/services/training_controller.h"
#include "ui/theme/theme.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QScreen>
#include <QStyle>
#include <QToolButton>
#include <QtConcurrent>

namespace contrafact::ui {
namespace {

constexpr int kMaxText = 190; ///< pixels; the tool tip has the rest

QToolButton* makePill(const QString& name) {
    auto* pill = new QToolButton;
    pill->setProperty("role", "pill");
    pill->setFont(uiFont(11));
    pill->setPopupMode(QToolButton::InstantPopup);
    pill->setAccessibleName(name);
    return pill;
}

/// A pill's words: in full, and in few letters where the bar is narrow.
struct Words {
    QString text;
    QString brief;
    QString help;
    const char* state = "";
};

template<typename Pill>
void showPill(Pill& pill, const Words& words, bool compact) {
    const auto& text = compact ? words.brief : words.text;
    pill.setText(pill.fontMetrics().elidedText(text, Qt::ElideRight, kMaxText));
    pill.setToolTip(compact ? words.text + QStringLiteral("\n") + words.help : words.help);
    pill.setAccessibleDescription(words.text + QStringLiteral(". ") + words.help);
    if (pill.property("state").toByteArray() == words.state) return;
    pill.setProperty("state", words.state);
    pill.style()->unpolish(&pill); // the style sheet looks at properties only then
    pill.style()->polish(&pill);
}

/// A menu that grew while it was shown may reach beyond the screen's edge.
void keepOnScreen(QMenu& menu) {
    menu.adjustSize();
    const auto room = menu.screen()->availableGeometry();
    auto place = menu.geometry();
    place.moveRight(std::min(place.right(), room.right()));
    place.moveBottom(std::min(place.bottom(), room.bottom()));
    place.moveLeft(std::max(place.left(), room.left()));
    place.moveTop(std::max(place.top(), room.top()));
    menu.setGeometry(place);
}

} // namespace

SoundPills::SoundPills(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_sound(makePill(tr("Sound output")))
    , m_midi(makePill(tr("MIDI output")))
    , m_device(new QLabel) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_device->setProperty("role", "pill");
    m_device->setFont(uiFont(11));
    m_device->setAccessibleName(tr("Device of the networks"));
    for (QWidget* pill : std::initializer_list<QWidget*>{m_sound, m_midi, m_device})
        row->addWidget(pill);

    auto* fonts = new QMenu(m_sound);
    markChoices(*fonts, tr("SoundFont"));
    connect(fonts, &QMenu::aboutToShow, this, [this, fonts] { fillSoundFonts(*fonts); });
    m_sound->setMenu(fonts);
    m_midi->setMenu(new QMenu(m_midi));
    markChoices(*m_midi->menu(), tr("MIDI output"));
    connect(m_midi->menu(), &QMenu::aboutToShow, this, &SoundPills::lookForPorts);
    connect(&m_looking, &QFutureWatcherBase::finished, this, &SoundPills::fillPorts);
    connect(&m_opening, &QFutureWatcherBase::finished, this, &SoundPills::portOpened);

    connect(&studio.player, &Player::statusChanged, this, [this] {
        showSound();
        showMidi();
    });
    auto& compose = studio.compose;
    connect(&compose, &ComposeService::loadingStarted, this, &SoundPills::showDevice);
    connect(&compose, &ComposeService::networksLoaded, this, &SoundPills::showDevice);
    connect(&compose, &ComposeService::failed, this, &SoundPills::showDevice);
    connect(&studio.training, &TrainingController::statusChanged, this, &SoundPills::showDevice);
    showAll();
}

void SoundPills::setCompact(bool compact) {
    if (compact == m_compact) return;
    m_compact = compact;
    showAll();
}

void SoundPills::showAll() {
    showSound();
    showMidi();
    showDevice();
}

void SoundPills::showSound() {
    const auto& status = m_studio.player.status();
    Words words{tr("Sound · opening"), tr("Sound"), tr("The sound device is being opened")};
    if (m_studio.player.ready()) {
        const auto font = QFileInfo(QString::fromStdString(status.soundFont)).completeBaseName();
        const bool silent = status.driver == "null" || font.isEmpty();
        words.text = silent ? tr("No sound") : tr("FluidSynth · %1").arg(font);
        words.help = tr("Driver %1, SoundFont %2").arg(QString::fromStdString(status.driver), font);
        if (!status.message.empty()) words.help = QString::fromStdString(status.message);
        words.state = status.message.empty() ? "" : "warn";
    }
    showPill(*m_sound, words, m_compact);
}

void SoundPills::showMidi() {
    const auto name = m_studio.player.midiOutName();
    const Words none{tr("MIDI out · none"), tr("MIDI"), tr("Also play on a synthesiser")};
    const Words some{tr("MIDI out · %1").arg(name), tr("MIDI"), tr("Also playing there"), "ok"};
    showPill(*m_midi, name.isEmpty() ? none : some, m_compact);
}

void SoundPills::showDevice() {
    const auto& training = m_studio.training;
    const auto& networks = m_studio.compose.networks();
    Words words{tr("Loading networks"), tr("Net"),
                tr("The networks' library is loaded after the window has opened")};
    if (!networks && !m_studio.compose.loading())
        words = {tr("No networks"), tr("Net"),
                 tr("Without the networks' library nothing can be composed or trained"), "warn"};
    if (networks && !networks->devices.empty()) {
        QStringList titles;
        for (const auto& device : networks->devices) titles << QString::fromStdString(device.title);
        words.text = titles.last();
        words.help = networks->warning.isEmpty()
                         ? tr("LibTorch %1 on %2").arg(networks->version, titles.join(", "))
                         : networks->warning;
        words.state = networks->warning.isEmpty() ? "ok" : "warn";
        words.brief = words.text.section(QStringLiteral(" · "), 0, 0).left(6);
    }
    if (training.active() && !training.status().device.empty()) {
        words.text = QString::fromStdString(training.status().device);
        words.help = tr("The networks are training on this device");
        words.state = "ok";
    }
    showPill(*m_device, words, m_compact);
}

void SoundPills::fillSoundFonts(QMenu& menu) {
    menu.clear();
    const auto current = m_studio.player.status().soundFont;
    for (const auto& path : audio::findSoundFonts()) {
        auto* action = menu.addAction(QString::fromStdString(path.filename().string()));
        action->setCheckable(true);
        action->setChecked(path.filename().string() == current);
        connect(action, &QAction::triggered, this, [this, path] {
            m_studio.player.setSoundFont(QString::fromStdString(path.string()));
        });
    }
    if (menu.isEmpty())
        menu.addAction(tr("No SoundFont found: install timgm6mb-soundfont"))->setEnabled(false);
    menu.addSeparator();
    menu.addAction(tr("Open SoundFont…"), this, [this] {
        const auto path = QFileDialog::getOpenFileName(this, tr("Open SoundFont"), {},
                                                       tr("SoundFonts (*.sf2 *.sf3)"));
        if (!path.isEmpty()) m_studio.player.setSoundFont(path);
    });
}

void SoundPills::lookForPorts() {
    auto& menu = *m_midi->menu(); // keeps the ports of the last look meanwhile
    if (menu.isEmpty()) menu.addAction(tr("Looking for ports…"))->setEnabled(false);
    if (!m_looking.isRunning()) m_looking.setFuture(QtConcurrent::run(midiio::listOutPorts));
}

void SoundPills::fillPorts() {
    auto& menu = *m_midi->menu();
    const auto list = m_looking.result();
    const auto current = m_studio.player.midiOutName();
    menu.clear();
    auto* none = menu.addAction(tr("None"), this, [this] { m_studio.player.setMidiOut(nullptr); });
    none->setCheckable(true);
    none->setChecked(current.isEmpty());
    menu.addAction(tr("Make a port for other programs"), this, &SoundPills::openVirtualPort);
    menu.addSeparator();
    for (const auto& port : list.ports) {
        const auto name = QString::fromStdString(port.name);
        auto* action =
            menu.addAction(QStringLiteral("%1 (%2)").arg(name, QString::fromStdString(port.api)));
        action->setCheckable(true);
        action->setChecked(name == current);
        connect(action, &QAction::triggered, this, [this, port] { openPort(port); });
    }
    if (list.ports.empty())
        menu.addAction(list.message.empty() ? tr("No MIDI ports")
                                            : QString::fromStdString(list.message))
            ->setEnabled(false);
    if (menu.isVisible()) keepOnScreen(menu);
}

void SoundPills::openPort(const midiio::PortInfo& port) {
    m_opening.setFuture(QtConcurrent::run([port] {
        return std::make_shared<OpenedPort::element_type>(midiio::OutPort::open(port));
    }));
}

void SoundPills::openVirtualPort() {
    m_opening.setFuture(QtConcurrent::run([] {
        return std::make_shared<OpenedPort::element_type>(
            midiio::OutPort::openVirtual("Contrafact Studio"));
    }));
}

void SoundPills::portOpened() {
    const auto result = m_opening.result();
    if (result->ok()) return m_studio.player.setMidiOut(result->value());
    Q_EMIT told(QString::fromStdString(result->message()));
}

} // namespace contrafact::ui
