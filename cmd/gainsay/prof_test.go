package main
import ("testing";"io";"strings")
func BenchmarkAll(b *testing.B){ for b.Loop() { run([]string{"analyze","-j","1","-o","jsonl","/tmp/prof/threads.ndjson"}, strings.NewReader(""), io.Discard, io.Discard) } }
