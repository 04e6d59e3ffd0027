@echo off
rem Installs what is needed and runs every test, without a screen. More words go to pytest.
setlocal
call "%~dp0prepare.bat" || exit /b 1
cd /d "%ROOT%"
set QT_QPA_PLATFORM=offscreen
"%VENV%\Scripts\python" -m pytest %*
