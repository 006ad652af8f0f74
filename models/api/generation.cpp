// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/generation.h"

namespace contrafact::models {

Result<int> generateTakes(Composer& composer, GenerationRequest request, int takes,
                          std::stop_token stop,
                          const std::function<Result<void>(const Generated&, int)>& each) {
    for (int take = 1; take <= takes; ++take, ++request.seed) {
        const auto made = composer.generate(request, stop);
        if (!made) return made.error();
        if (const auto taken = each(*made, take); !taken) return taken.error();
        if (made->cut) return take;
    }
    return takes;
}

} // namespace contrafact::models
