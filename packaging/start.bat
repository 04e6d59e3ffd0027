@echo off
rem Installs what is needed and opens the demo world. More words go to "ieum demo".
setlocal
call "%~dp0prepare.bat" || exit /b 1
"%VENV%\Scripts\ieum" demo %*
