// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compose/style_mix.h"

#include "core/corpus/collections.h"
#include "core/exchange/formats.h"
#include "ui/actions/action.h"
#include "ui/compose/compose_plan.h"
#include "ui/controls/value_slider.h"
#include "ui/document/document.h"
#include "ui/services/compose_service.h"
#include "ui/services/library.h"
#include "ui/services/music_files.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <QtConcurrentRun>

namespace contrafact::ui {

namespace {

/// A menu of hundreds of songs is no menu: longer corpora are offered in the Data tab.
constexpr std::size_t kMostSongs = 120;

} // namespace

StyleMix::StyleMix(const Studio& studio, QWidget* parent)
    : QWidget(parent)
    , m_studio(studio)
    , m_rows(new QVBoxLayout)
    , m_add(new QPushButton(tr("+ Add style")))
    , m_menu(new QMenu(this)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kGap);
    m_rows->setSpacing(4);
    layout->addLayout(m_rows);
    layout->addWidget(m_add, 0, Qt::AlignLeft);
    m_add->setToolTip(tr("Let a song, a take or your selection colour what is composed"));
    m_add->setMenu(m_menu);
    markChoices(*m_menu, tr("Add style"));
    connect(m_menu, &QMenu::aboutToShow, this, &StyleMix::fillMenu);
    connect(&m_studio.library.styles(), &StyleStore::listChanged, this, [this] {
        fill();
        Q_EMIT editingFinished();
    });
    connect(&m_studio.compose, &ComposeService::ready, this, &StyleMix::fill);
    connect(&m_studio.library.styles(), &StyleStore::weightChanged, this, &StyleMix::showWeight);
    fill();
}

void StyleMix::showWeight(int index) {
    if (index < m_sliders.size())
        m_sliders[index]->setValue(m_studio.library.styles().at(index).set.weight);
}

void StyleMix::fill() {
    m_sliders.clear();
    while (auto* item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (int i = 0; i < m_studio.library.styles().count(); ++i) addRow(i);
}

void StyleMix::addRow(int index) {
    auto& styles = m_studio.library.styles();
    const auto& entry = styles.at(index);
    const auto name = QString::fromStdString(entry.set.name);
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    SliderSpec spec;
    spec.label = name;
    spec.help = entry.songs.join(QLatin1Char('\n'));
    spec.defaultValue = 0.5;
    auto* slider = new ValueSlider(spec);
    slider->setValue(entry.used ? entry.set.weight : 0.0);
    slider->setColour(theme().trackColour(index));
    connect(slider, &ValueSlider::edited, this, [this, index, &styles](double weight) {
        styles.setWeight(index, weight);
        Q_EMIT edited();
    });
    connect(slider, &ValueSlider::editingFinished, this, &StyleMix::editingFinished);
    m_sliders << slider;
    layout->addWidget(slider, 1);
    if (isToBeLearned(index)) {
        slider->setEnabled(false);
        layout->addWidget(learnButton(index));
    }
    auto* remove = new QToolButton;
    remove->setIcon(icon(QStringLiteral("close"), IconTint::Dim));
    remove->setAutoRaise(true);
    remove->setToolTip(tr("Remove “%1”").arg(name));
    remove->setAccessibleName(remove->toolTip());
    // The row goes with the list: it must not do so within its own signal.
    connect(
        remove, &QToolButton::clicked, this, [&styles, index] { styles.remove(index); },
        Qt::QueuedConnection);
    layout->addWidget(remove);
    m_rows->addWidget(row);
}

bool StyleMix::isToBeLearned(int index) const {
    const auto* model = m_studio.compose.info();
    return model && m_studio.compose.capabilities().learnsStyles &&
           !isLearned(m_studio.library.styles().at(index), *model);
}

QWidget* StyleMix::learnButton(int index) {
    auto* learn = new QToolButton;
    learn->setText(tr("Learn"));
    learn->setToolTip(tr("This model learns a style first, in a minute or two; the Styles tab "
                         "shows how far it is"));
    connect(learn, &QToolButton::clicked, this, [this, index] {
        if (const auto* model = m_studio.compose.info())
            m_studio.library.styleLearner().learn(index, *model, m_studio.compose.opener());
    });
    return learn;
}

void StyleMix::fillMenu() {
    emptyMenu(*m_menu);
    addCollections(*m_menu->addMenu(tr("Collection of the library")));
    addSongs(*m_menu->addMenu(tr("Song of the library")));
    addTakes(*m_menu->addMenu(tr("Take")));
    m_menu->addAction(tr("File…"), this, &StyleMix::addFile);
    auto* selection = m_menu->addAction(tr("Selected notes"), this, &StyleMix::addSelection);
    selection->setEnabled(!m_studio.document.selection().empty());
}

void StyleMix::addSongs(QMenu& menu) {
    auto& corpora = m_studio.library.corpora();
    for (int c = 0; c < corpora.count(); ++c) {
        const auto corpus = corpora.at(c).corpus;
        if (!corpus) continue;
        auto& songs = *menu.addMenu(corpora.at(c).title);
        for (std::size_t i = 0; i < std::min(kMostSongs, corpus->songs.size()); ++i)
            songs.addAction(QString::fromStdString(corpus->songs[i].name), this, [this, corpus, i] {
                const auto& song = corpus->songs[i];
                m_studio.library.styles().add(QString::fromStdString(song.name), song.score);
            });
        if (corpus->songs.size() > kMostSongs)
            songs.addAction(tr("… more in the Data tab"))->setEnabled(false);
    }
    menu.setEnabled(!menu.isEmpty());
}

void StyleMix::addCollections(QMenu& menu) {
    auto& corpora = m_studio.library.corpora();
    for (int c = 0; c < corpora.count(); ++c) {
        const auto corpus = corpora.at(c).corpus;
        if (!corpus) continue;
        for (const auto& each : corpus::collectionsOf(*corpus)) {
            const auto title = QString::fromStdString(each.title);
            menu.addAction(title, this, [this, corpus, songs = each.songs, title] {
                std::vector<score::Score> scores;
                QStringList names;
                for (const auto* song : songs) {
                    scores.push_back(song->score);
                    names << QString::fromStdString(song->name);
                }
                m_studio.library.styles().add(title, std::move(scores), std::move(names));
            });
        }
    }
    menu.setEnabled(!menu.isEmpty());
}

void StyleMix::addTakes(QMenu& menu) {
    for (const auto& take : m_studio.library.takes().all()) {
        const auto name = QString::fromStdString(take.name);
        menu.addAction(name, this, [this, id = take.id, name] {
            if (const auto* found = m_studio.library.takes().find(id))
                m_studio.library.styles().add(name, found->score);
        });
    }
    menu.setEnabled(!menu.isEmpty());
}

void StyleMix::addFile() {
    const auto path =
        QFileDialog::getOpenFileName(this, tr("Style from a file"), {}, musicFilter());
    if (path.isEmpty()) return;
    QtConcurrent::run([path] {
        return exchange::readMusic(path.toStdString());
    }).then(this, [this, path](Result<exchange::Music> file) {
        auto& library = m_studio.library;
        if (file)
            library.styles().add(QFileInfo(path).completeBaseName(), file->scores.front());
        else
            Q_EMIT library.problem(QString::fromStdString(file.message()));
    });
}

void StyleMix::addSelection() {
    m_studio.library.styles().add(
        tr("Selection"), selectedNotes(m_studio.document.score(), m_studio.document.selection()));
}

} // namespace contrafact::ui
