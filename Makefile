# Every job of the project. `make help` lists them. Needs python3 (3.11 with venv), git and make; the rest it brings itself.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo demo-reset stop test check fix shots bench crash docs lock

help: ## liệt kê các lệnh
	@sed -nE 's/^([a-z-]+):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

setup: ## cài đặt mọi thứ cần để chạy
	@$(PYTHON) scripts/setup.py

setup-dev: ## cài thêm công cụ kiểm thử
	@$(PYTHON) scripts/setup.py --dev

demo: setup ## chạy thử với dữ liệu minh họa tại http://127.0.0.1:8000
	@$(BIN)/danvan demo

demo-reset: setup ## xóa dữ liệu minh họa rồi chạy lại từ đầu
	@$(BIN)/danvan demo --reset

stop: setup ## dừng bản chạy thử đang chạy ở cửa sổ khác
	@$(BIN)/danvan demo --stop

test: setup-dev ## chạy toàn bộ kiểm thử
	@$(BIN)/python -m pytest -n auto

check: setup-dev ## kiểm tra mã: định dạng, kiểu, tầng, mẫu trang, di trú
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy danvan
	@$(BIN)/djlint danvan --lint --quiet
	@$(BIN)/python scripts/with_scratch_database.py manage.py makemigrations --check --dry-run

fix: setup-dev ## sửa những gì máy sửa được
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

shots: setup-dev ## chụp mọi trang với mọi người dùng minh họa vào var/shots (hoặc USERS="congchuc lanhdao")
	@$(BIN)/python scripts/shots.py $(USERS)

bench: setup-dev ## đo tốc độ, so với mốc trong cùng lần chạy
	@$(BIN)/python -m bench $(BENCH)

crash: setup-dev ## giết tiến trình ở 200 thời điểm ngẫu nhiên, xem có mất gì (hoặc CRASH="--points 20 --seed 7")
	@$(BIN)/python -m scripts.crash $(CRASH)

docs: setup-dev ## kiểm tra tài liệu khớp với mã
	@$(BIN)/python -m pytest -n 0 tests/architecture

lock: setup-dev ## khóa lại phiên bản các gói
	@$(BIN)/python scripts/lock.py
