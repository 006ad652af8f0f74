# SPDX-License-Identifier: GPL-3.0-or-later
# contrafact_networks: everything that needs LibTorch.
set(flags "${CMAKE_CXX_FLAGS}")
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON) # the tests of the networks see its targets too
find_package(Torch REQUIRED)
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL OFF)
set(CMAKE_CXX_FLAGS "${flags}") # Torch's flags go on this library only

add_library(contrafact_torch INTERFACE)
target_link_libraries(contrafact_torch INTERFACE torch)
separate_arguments(torch_flags UNIX_COMMAND "${TORCH_CXX_FLAGS}")
target_compile_options(contrafact_torch INTERFACE ${torch_flags})

contrafact_library(contrafact_networks SHARED)
file(GLOB network_sources CONFIGURE_DEPENDS nn/*.cpp nn/*.h train/*.cpp train/*.h compose/*.cpp compose/*.h)
foreach(system IN LISTS CONTRAFACT_SYSTEMS)
  file(GLOB system_sources CONFIGURE_DEPENDS systems/${system}/*.cpp systems/${system}/*.h)
  list(FILTER system_sources EXCLUDE REGEX "/descriptor\\.cpp$")
  list(APPEND network_sources ${system_sources})
endforeach()
target_sources(contrafact_networks PRIVATE ${network_sources} ${CMAKE_CURRENT_BINARY_DIR}/builders.cpp)
target_link_libraries(contrafact_networks PUBLIC contrafact_models_api PRIVATE contrafact_torch)
if(CONTRAFACT_PCH)
  target_precompile_headers(contrafact_networks PRIVATE <torch/torch.h>)
endif()
