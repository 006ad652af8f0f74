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
set_target_properties(contrafact_networks PROPERTIES DEFINE_SYMBOL "") # the tests use its precompiled headers
# A file that sees LibTorch takes seconds before its own first line, so a folder, or three systems, are one
# file to the compiler.
function(contrafact_networks_folder folder group)
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cpp ${folder}/*.h)
  list(FILTER sources EXCLUDE REGEX "/descriptor\\.cpp$")
  target_sources(contrafact_networks PRIVATE ${sources})
  contrafact_unity(contrafact_networks ${group} ${sources})
endfunction()
foreach(folder nn train compose)
  contrafact_networks_folder(${folder} ${folder})
endforeach()
set(number 0)
foreach(system IN LISTS CONTRAFACT_SYSTEMS)
  math(EXPR group "${number} / 3")
  contrafact_networks_folder(systems/${system} systems_${group})
  math(EXPR number "${number} + 1")
endforeach()
target_sources(contrafact_networks PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/builders.cpp)
contrafact_unity(contrafact_networks train ${CMAKE_CURRENT_BINARY_DIR}/builders.cpp)
target_link_libraries(contrafact_networks PUBLIC contrafact_models_api PRIVATE contrafact_torch)
if(CONTRAFACT_PCH)
  target_precompile_headers(contrafact_networks PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/nn/torch.h)
endif()
