[playlist]
File1=2026-11-30-sang.mp3
Title1=Buoi sang 30/11/2026 05:45
Length1=160
File2=2026-11-30-chieu.mp3
Title2=Buoi chieu 30/11/2026 18:00
Length2=141
NumberOfEntries=2
Version=2
