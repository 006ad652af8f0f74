// SPDX-License-Identifier: GPL-3.0-or-later
// How long the roll takes to paint at 1600 x 900: p50 and p99 over random places and zooms, for
// pieces of several sizes; and how long finding the note under the pointer takes.
#include "ui/roll/hit_test.h"
#include "ui/roll/roll_painter.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QImage>

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <random>

using namespace contrafact;
using namespace contrafact::ui;

namespace {

constexpr QSize kSize(1600, 900);
constexpr int kRounds = 60;

/// Five tracks of random notes, `count` in all, spread over `bars` bars.
score::Score piece(std::size_t count, int bars) {
    std::mt19937 random(1);
    std::uniform_int_distribution<std::int64_t> onset(0, bars * 1920LL);
    std::uniform_int_distribution<int> pitch(24, 100), length(1, 8);
    score::Score score;
    for (int t = 0; t < 5; ++t) {
        std::vector<score::Note> notes(count / 5);
        for (auto& note : notes) {
            note.onset = score::Tick(onset(random) / 60 * 60);
            note.length = score::Tick(60 * length(random));
            note.pitch = score::Pitch(std::int16_t(pitch(random)));
            note.id = score.newNoteId();
        }
        score::TrackInfo info;
        info.program = t * 8 + 8;
        score.addTrack(score::Track(info, std::move(notes)));
    }
    return score;
}

/// Processor time of this thread, so that other programs do not count.
double threadMs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

/// p50 and p99 of what `run` takes, in milliseconds.
template<typename Run>
void report(const char* name, Run run, int rounds = kRounds) {
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i) {
        const double before = threadMs();
        run(i);
        times.push_back(threadMs() - before);
    }
    std::sort(times.begin(), times.end());
    const auto at = [&](double share) { return times[std::size_t(share * (times.size() - 1))]; };
    std::printf("%-52s p50 %7.3f ms   p99 %7.3f ms\n", name, at(0.5), at(0.99));
}

RollGeometry wholePiece(const score::Score& score) {
    RollGeometry geometry;
    geometry.setViewport(kSize);
    geometry.setRowHeight(11);
    geometry.setTopPixel(30 * 11);
    geometry.setPixelsPerTick(kSize.width() / double(score.end().value));
    return geometry;
}

void paintAt(QImage& image, const RollScene& scene, const RollGeometry& geometry, QRect clip) {
    QPainter painter(&image);
    paintRoll(painter, scene, geometry, clip);
}

void bench(std::size_t count, int bars) {
    const auto score = piece(count, bars);
    RollScene scene{&score};
    QImage image(kSize, QImage::Format_RGB32);
    const QRect all(QPoint(), kSize);
    const auto whole = wholePiece(score);
    const auto end = double(score.end().value);
    std::mt19937 random(2);
    char name[80];
    const auto label = [&](const char* what) {
        std::snprintf(name, sizeof name, "%zu notes, %s", score.noteCount(), what);
        return name;
    };

    report(label("all visible"), [&](int) { paintAt(image, scene, whole, all); });
    report(label("of this the grid"), [&](int) {
        QPainter painter(&image);
        paintGrid(painter, scene, whole, all);
    });
    score::Selection everything;
    for (const auto& note : score.track(0).notes()) everything.push_back({0, note.id});
    scene.selection = NoteMask(everything);
    report(label("all visible, a track selected"), [&](int) { paintAt(image, scene, whole, all); });
    report(
        label("any zoom, any place"),
        [&](int) {
            auto geometry = whole;
            const double zoom = std::exp(std::uniform_real_distribution(0.0, 8.0)(random));
            geometry.setPixelsPerTick(whole.pixelsPerTick() * zoom);
            geometry.setLeftTick(std::uniform_real_distribution(0.0, end)(random));
            paintAt(image, scene, geometry, all);
        },
        4 * kRounds);
    report(label("playhead strip of 14 px"),
           [&](int i) { paintAt(image, scene, whole, QRect(20 * i, 0, 14, kSize.height())); });
    report(label("hit test"), [&](int i) {
        const auto hit = hitAt(score, whole, QPointF(20 * i, 450), 0);
        if (hit && hit->ref.track > 99) std::puts("");
    });
}

} // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    applyTheme(app, ThemeChoice::Dark);
    std::printf("piano roll, %d x %d, software raster, processor time\n", kSize.width(),
                kSize.height());
    bench(1'000, 32);
    bench(50'000, 400);
    bench(100'000, 800);
    bench(1'000'000, 8000);
}
