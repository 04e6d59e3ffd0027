@echo off
rem Makes this checkout ready to run on Windows: .venv and the locked packages.
rem Called by start.bat and test.bat; quick when everything is there already.

set "ROOT=%~dp0.."
set "VENV=%ROOT%\.venv"
set "LOCK=%~dp0locks\windows-py311.txt"
set PYTHONUTF8=1
set PIP_DISABLE_PIP_VERSION_CHECK=1

fc /b "%LOCK%" "%VENV%\installed-lock.txt" >nul 2>&1 && fc /b "%ROOT%\pyproject.toml" "%VENV%\installed-project.toml" >nul 2>&1 && exit /b 0

set "PYTHON="
for %%c in ("py -3.11" "py -3" "python") do if not defined PYTHON %%~c -c "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))" >nul 2>&1 && set "PYTHON=%%~c"
if not defined PYTHON (
    echo Python 3.11 or newer, 64-bit, is needed. Get it from python.org, then run this again.
    exit /b 1
)
echo Installing the locked packages into .venv; this takes a minute or two the first time.
%PYTHON% -m venv --clear "%VENV%" || exit /b 1
"%VENV%\Scripts\python" -m pip install --quiet --require-hashes --only-binary :all: -r "%LOCK%" || exit /b 1
"%VENV%\Scripts\python" -m pip install --quiet --no-deps --no-build-isolation -e "%ROOT%" || exit /b 1
copy /y "%ROOT%\pyproject.toml" "%VENV%\installed-project.toml" >nul || exit /b 1
copy /y "%LOCK%" "%VENV%\installed-lock.txt" >nul || exit /b 1
exit /b 0
